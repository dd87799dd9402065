#include "marker.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"
#include "die.h"
#include "markertree.h"
#include "specifier.h"

/* A variable of the target. A version is compared as such when the other side is one too; a set is always
 * empty here. */
struct variable {
	const char *name, *value;
	enum {
		TEXT,
		VERSION,
		SET,
	} kind;
};

struct evaluation {
	const struct variable *variables; /* the last has no name */
	const char *marker, *where;
};

static _Noreturn void malformed(const struct evaluation *evaluation, const char *problem)
{
	die(EXIT_NO, "%s: marker '%.300s': %s", evaluation->where, evaluation->marker, problem);
}

static struct variable find(const struct evaluation *evaluation, const struct marker_side *side)
{
	const struct variable *variable = evaluation->variables;

	if (!side->variable)
		return (struct variable){.value = side->value};
	while (variable->name && strcmp(variable->name, side->variable) != 0)
		variable++;
	return *variable;
}

/* Whether both are versions and the comparison is one of versions; then *HOLDS tells its result. */
static bool compare_versions(const char *left, const char *comparison, const char *right, bool *holds)
{
	_cleanup_free_ char *text = xprintf("%s%s", comparison, right);
	const char *cursor = text;
	struct specifier specifier;

	if (strcmp(comparison, "===") == 0) {
		*holds = strcasecmp(left, right) == 0;
		return true;
	}
	if (specifier_scan(&cursor, &specifier) || cursor[strspn(cursor, " \t")])
		return false;
	*holds = specifier_admits(&specifier, left);
	return true;
}

/* `<=` and `>=` of what are no versions mean that they are equal; nothing is `<` or `>`. */
static bool compare_texts(const char *left, const char *comparison, const char *right)
{
	if (strcmp(comparison, "in") == 0)
		return strstr(right, left) != NULL;
	if (strcmp(comparison, "not in") == 0)
		return strstr(right, left) == NULL;
	if (strcmp(comparison, "!=") == 0)
		return strcmp(left, right) != 0;
	return comparison[1] == '=' && strcmp(left, right) == 0;
}

static bool compare(const struct evaluation *evaluation, const struct markertree *tree)
{
	struct variable left = find(evaluation, &tree->left), right = find(evaluation, &tree->right);
	bool negative = strcmp(tree->comparison, "!=") == 0 || strcmp(tree->comparison, "not in") == 0;
	bool holds;

	if (!left.name && !right.name)
		malformed(evaluation, "compares two values");
	if (left.kind == SET)
		malformed(evaluation, "extras and dependency_groups belong behind 'in'");
	if ((left.name ? left : right).kind == VERSION &&
		compare_versions(left.value, tree->comparison, right.value, &holds))
		return holds;
	if (strcmp(tree->comparison, "~=") == 0 || strcmp(tree->comparison, "===") == 0)
		malformed(evaluation, "~= and === compare versions only");
	return right.kind == SET ? negative : compare_texts(left.value, tree->comparison, right.value);
}

static bool evaluate(const struct evaluation *evaluation, const struct markertree *tree)
{
	bool holds = tree->kind == MARKER_AND;

	if (tree->kind == MARKER_COMPARISON)
		return compare(evaluation, tree);
	for (size_t i = 0; i < tree->count; i++) {
		bool operand = evaluate(evaluation, &tree->operands[i]);

		holds = tree->kind == MARKER_AND ? holds && operand : holds || operand;
	}
	return holds;
}

bool marker_holds(const char *marker, const struct target *target, const char *where)
{
	char version[24], full_version[40];
	const struct variable variables[] = {
		{"python_version", version, VERSION},
		{"python_full_version", full_version, VERSION},
		{"implementation_version", full_version, VERSION},
		{"platform_release", "", VERSION},
		{"platform_version", "", TEXT},
		{"os_name", "posix", TEXT},
		{"sys_platform", "linux", TEXT},
		{"platform_system", "Linux", TEXT},
		{"platform_machine", target->arch, TEXT},
		{"platform_python_implementation", "CPython", TEXT},
		{"implementation_name", "cpython", TEXT},
		{"extra", "", TEXT},
		{"extras", "", SET},
		{"dependency_groups", "", SET},
		{NULL, "", TEXT},
	};
	const struct evaluation evaluation = {variables, marker, where};
	_cleanup_(markertree_free) struct markertree tree = {0};
	const char *cursor = marker, *problem = markertree_parse(&cursor, &tree);

	if (problem || *cursor)
		malformed(&evaluation,
			problem ? problem : "'and', 'or' or the end is wanted after a comparison");
	snprintf(version, sizeof version, "%u.%u", target->python_major, target->python_minor);
	snprintf(full_version, sizeof full_version, "%s.%u", version, target->python_micro);
	return evaluate(&evaluation, &tree);
}
