/* SPDX-License-Identifier: MIT */
#include "pypa/marker.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "pypa/markertree.h"
#include "pypa/specifier.h"

/* A variable of the target. A version is compared as such when the other side is one too. */
struct variable {
	const char *name, *value;
	enum {
		TEXT,
		VERSION,
		SET,
	} kind;
	const struct stringlist *set;
};

static const struct stringlist no_names;

struct evaluation {
	const struct variable *variables; /* the last has no name */
	const char *problem;              /* the first problem that was met, or NULL */
};

/* Returns false, which nobody looks at then. */
static bool malformed(struct evaluation *evaluation, const char *problem)
{
	if (!evaluation->problem)
		evaluation->problem = problem;
	return false;
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
static bool compare_versions(
	const char *left, const char *comparison, const char *right, bool *holds)
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

/* Nothing is equal to a set. */
static bool compare_with_set(const char *left, const char *comparison, const struct stringlist *set)
{
	bool is_member = false,
	     negative = strcmp(comparison, "!=") == 0 || strcmp(comparison, "not in") == 0;

	if (strcmp(comparison, "in") == 0 || strcmp(comparison, "not in") == 0)
		for (size_t i = 0; i < set->count; i++)
			is_member |= strcmp(set->items[i], left) == 0;
	return is_member != negative;
}

static bool compare(struct evaluation *evaluation, const struct markertree *tree)
{
	struct variable left = find(evaluation, &tree->left),
			right = find(evaluation, &tree->right);
	bool holds;

	if (!left.name && !right.name)
		return malformed(evaluation, "compares two values");
	if (left.kind == SET)
		return malformed(evaluation, "extras and dependency_groups belong behind 'in'");
	if ((left.name ? left : right).kind == VERSION &&
		compare_versions(left.value, tree->comparison, right.value, &holds))
		return holds;
	if (strcmp(tree->comparison, "~=") == 0 || strcmp(tree->comparison, "===") == 0)
		return malformed(evaluation, "~= and === compare versions only");
	return right.kind == SET ? compare_with_set(left.value, tree->comparison, right.set)
				 : compare_texts(left.value, tree->comparison, right.value);
}

static bool evaluate(struct evaluation *evaluation, const struct markertree *tree)
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

/* What stands for VALUE in environment.def. */
static const char *value_of(
	const char *value, const char *arch, const char *python, const char *full)
{
	const struct {
		const char *name, *value;
	} values[] = {{"@arch", arch}, {"@python", python}, {"@full", full}};

	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		if (strcmp(values[i].name, value) == 0)
			return values[i].value;
	return value;
}

/* EXTRA and GROUPS are what is asked for. */
static const char *evaluate_text(const char *marker, const struct target *target, const char *extra,
	const struct stringlist *groups, bool *holds)
{
	char version[24], full_version[40];
	const struct variable variables[] = {
#define VARIABLE(name, kind, value) \
	{#name, value_of(value, target->arch, version, full_version), kind, NULL},
#include "pypa/environment.def"
#undef VARIABLE
		{"extra", extra, TEXT, NULL},
		{"extras", "", SET, &no_names},
		{"dependency_groups", "", SET, groups},
		{NULL, "", TEXT, NULL},
	};
	struct evaluation evaluation = {variables, NULL};
	_cleanup_(markertree_free) struct markertree tree = {0};
	const char *cursor = marker, *problem = markertree_parse(&cursor, &tree);

	if (problem || *cursor)
		return problem ? problem : "'and', 'or' or the end is wanted after a comparison";
	snprintf(version, sizeof version, "%u.%u", target->python_major, target->python_minor);
	snprintf(full_version, sizeof full_version, "%s.%u", version, target->python_micro);
	*holds = evaluate(&evaluation, &tree);
	return evaluation.problem;
}

const char *marker_evaluate(
	const char *marker, const struct target *target, const char *extra, bool *holds)
{
	*holds = false;
	return evaluate_text(marker, target, extra, &no_names, holds);
}

bool marker_holds_with(const char *marker, const struct target *target,
	const struct stringlist *groups, const char *where)
{
	bool holds = false;
	const char *problem = evaluate_text(marker, target, "", groups, &holds);

	if (problem)
		die(EXIT_NO, "%s: marker '%.300s': %s", where, marker, problem);
	return holds;
}

bool marker_holds(const char *marker, const struct target *target, const char *where)
{
	return marker_holds_with(marker, target, &no_names, where);
}
