/* SPDX-License-Identifier: MIT */
#include "pypa/markertree.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/text.h"
#include "pypa/name.h"
#include "pypa/specifier.h"

static const struct {
	const char *word, *variable;
} variables[] = {
	{"python_version", "python_version"},
	{"python_full_version", "python_full_version"},
	{"os_name", "os_name"},
	{"os.name", "os_name"},
	{"sys_platform", "sys_platform"},
	{"sys.platform", "sys_platform"},
	{"platform_release", "platform_release"},
	{"platform_system", "platform_system"},
	{"platform_version", "platform_version"},
	{"platform.version", "platform_version"},
	{"platform_machine", "platform_machine"},
	{"platform.machine", "platform_machine"},
	{"platform_python_implementation", "platform_python_implementation"},
	{"platform.python_implementation", "platform_python_implementation"},
	{"python_implementation", "platform_python_implementation"},
	{"implementation_name", "implementation_name"},
	{"implementation_version", "implementation_version"},
	{"extra", "extra"},
	{"extras", "extras"},
	{"dependency_groups", "dependency_groups"},
};

static const char *parse_joined(
	const char **cursor, unsigned depth, bool is_or, struct markertree *tree);

void markertree_free(struct markertree *tree)
{
	for (size_t i = 0; i < tree->count; i++)
		markertree_free(&tree->operands[i]);
	free(tree->operands);
	free(tree->left.value);
	free(tree->right.value);
	free(tree->text);
	*tree = (struct markertree){0};
}

static void skip_space(const char **cursor)
{
	*cursor += strspn(*cursor, " \t");
}

static size_t word_length(const char *c)
{
	size_t length = 0;

	while (isalnum((unsigned char)c[length]) || c[length] == '_')
		length++;
	return length;
}

static bool scan_word(const char **cursor, const char *word)
{
	size_t length = word_length(*cursor);

	if (length != strlen(word) || strncmp(*cursor, word, length) != 0)
		return false;
	*cursor += length;
	skip_space(cursor);
	return true;
}

static const char *parse_side(const char **cursor, struct marker_side *side)
{
	const char *start = *cursor;
	size_t length = word_length(start);

	if (*start == '"' || *start == '\'') {
		const char *end = strchr(start + 1, *start);

		if (!end)
			return "a quote in the marker is not closed";
		side->value = xstrndup(start + 1, (size_t)(end - start - 1));
		if (strchr(side->value, '\\'))
			return "a value in the marker has a backslash";
		*cursor = end + 1;
		skip_space(cursor);
		return NULL;
	}
	if (start[length] == '.')
		length += 1 + word_length(start + length + 1);
	for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
		if (strlen(variables[i].word) != length ||
			strncmp(variables[i].word, start, length) != 0)
			continue;
		side->variable = variables[i].variable;
		*cursor += length;
		skip_space(cursor);
		return NULL;
	}
	return "a marker's variable or a value in quotes is wanted";
}

static const char *scan_operator(const char **cursor)
{
	if (scan_word(cursor, "in"))
		return "in";
	if (starts_with(*cursor, "not ") || starts_with(*cursor, "not\t")) {
		scan_word(cursor, "not");
		return scan_word(cursor, "in") ? "not in" : NULL;
	}
	const char *comparison = specifier_operator(cursor);

	skip_space(cursor);
	return comparison;
}

/* What is compared with a set or a name of extras is a name itself (PEP 685). */
static void normalize_extra(struct marker_side *side, const struct marker_side *other)
{
	bool is_name =
		other->variable &&
		(strcmp(other->variable, "extra") == 0 || strcmp(other->variable, "extras") == 0 ||
			strcmp(other->variable, "dependency_groups") == 0);

	if (!is_name || !side->value)
		return;
	char *name = name_normalize(side->value);

	free(side->value);
	side->value = name;
}

static void add_side(struct text *out, const struct marker_side *side)
{
	char quote = side->value && strchr(side->value, '"') ? '\'' : '"';

	if (side->variable)
		text_add_string(out, side->variable);
	else
		text_printf(out, "%c%s%c", quote, side->value, quote);
}

static const char *parse_comparison(const char **cursor, struct markertree *tree)
{
	_cleanup_(text_free) struct text text = {0};
	const char *problem = parse_side(cursor, &tree->left);

	if (problem)
		return problem;
	tree->kind = MARKER_COMPARISON;
	tree->comparison = scan_operator(cursor);
	if (!tree->comparison)
		return "an operator (===, ==, ~=, !=, <=, >=, <, >, in or not in) is wanted in the "
		       "marker";
	problem = parse_side(cursor, &tree->right);
	if (problem)
		return problem;
	normalize_extra(&tree->left, &tree->right);
	normalize_extra(&tree->right, &tree->left);
	add_side(&text, &tree->left);
	text_printf(&text, " %s ", tree->comparison);
	add_side(&text, &tree->right);
	tree->text = text_take(&text);
	return NULL;
}

static const char *parse_atom(const char **cursor, unsigned depth, struct markertree *tree)
{
	skip_space(cursor);
	if (**cursor != '(')
		return parse_comparison(cursor, tree);
	if (depth >= MARKERTREE_DEPTH)
		return "the marker's parentheses are nested too deep";
	++*cursor;
	const char *problem = parse_joined(cursor, depth + 1, true, tree);

	if (problem)
		return problem;
	if (**cursor != ')')
		return "a parenthesis in the marker is not closed";
	++*cursor;
	skip_space(cursor);
	return NULL;
}

static void append(struct markertree *tree, struct markertree operand)
{
	if ((tree->count & (tree->count + 1)) == 0)
		tree->operands =
			xrealloc(tree->operands, 2 * tree->count + 2, sizeof *tree->operands);
	tree->operands[tree->count++] = operand;
}

/* OPERAND, or its own operands when it is of the same kind, become TREE's. */
static void adopt(struct markertree *tree, struct markertree *operand)
{
	struct markertree taken = *operand;

	memset(operand, 0, sizeof *operand);
	if (taken.kind != tree->kind) {
		append(tree, taken);
		return;
	}
	for (size_t i = 0; i < taken.count; i++)
		append(tree, taken.operands[i]);
	free(taken.operands);
	free(taken.text);
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct markertree *)a)->text, ((const struct markertree *)b)->text);
}

/* Sorts the operands, drops those that repeat, and writes the text; a single one takes TREE's
 * place. */
static void finish(struct markertree *tree)
{
	_cleanup_(text_free) struct text text = {0};
	size_t kept = 0;

	qsort(tree->operands, tree->count, sizeof *tree->operands, compare);
	for (size_t i = 0; i < tree->count; i++) {
		if (kept && compare(&tree->operands[kept - 1], &tree->operands[i]) == 0)
			markertree_free(&tree->operands[i]);
		else
			tree->operands[kept++] = tree->operands[i];
	}
	tree->count = kept;
	if (kept == 1) {
		struct markertree only = tree->operands[0];

		free(tree->operands);
		*tree = only;
		return;
	}
	for (size_t i = 0; i < kept; i++) {
		bool parentheses = tree->kind == MARKER_AND && tree->operands[i].kind == MARKER_OR;

		if (i)
			text_add_string(&text, tree->kind == MARKER_AND ? " and " : " or ");
		text_printf(&text, parentheses ? "(%s)" : "%s", tree->operands[i].text);
	}
	tree->text = text_take(&text);
}

/* Atoms joined by `and`; or (IS_OR) such conjunctions joined by `or`. */
static const char *parse_joined(
	const char **cursor, unsigned depth, bool is_or, struct markertree *tree)
{
	struct markertree joined = {.kind = is_or ? MARKER_OR : MARKER_AND};
	const char *problem;

	do {
		if (tree->text)
			adopt(&joined, tree);
		problem = is_or ? parse_joined(cursor, depth, false, tree)
				: parse_atom(cursor, depth, tree);
	} while (!problem && scan_word(cursor, is_or ? "or" : "and"));
	if (!problem && joined.count) {
		adopt(&joined, tree);
		finish(&joined);
		*tree = joined;
		joined = (struct markertree){0};
	}
	markertree_free(&joined);
	return problem;
}

const char *markertree_parse(const char **cursor, struct markertree *tree)
{
	return parse_joined(cursor, 0, true, tree);
}
