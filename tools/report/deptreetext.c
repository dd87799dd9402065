/* SPDX-License-Identifier: MIT */
#include "report/deptreetext.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

/* What of a distribution was shown below the present root. */
struct state {
	size_t root; /* for which this holds, from 1 */
	bool on_path;
	struct stringlist shown; /* sets of extras */
};

struct walk {
	const struct deptree *tree;
	const char *where; /* for messages */
	struct state *states;
	size_t root;  /* the number of the root that is shown, from 1 */
	size_t depth; /* of it 0 */
	struct text *text, *json;
	struct text prefix; /* of the lines of the present depth */
};

static void show_needs(struct walk *walk, struct deptree_needs needs);

/* --- JSON, as json.dumps(indent=4, ensure_ascii=False) writes it ------------------ */

static void add_indent(struct text *json, size_t depth)
{
	text_printf(json, "%*s", (int)(4 * depth), "");
}

/* A member of the object at DEPTH. */
static void add_member(struct text *json, size_t depth, const char *key, const char *value)
{
	_cleanup_free_ char *quoted = NULL;
	json_t *string = json_string(value);

	quoted = json_dumps(string, JSON_ENCODE_ANY);
	json_decref(string);
	add_indent(json, depth + 1);
	text_printf(json, "\"%s\": %s,\n", key, quoted ? quoted : "\"\"");
}

/* A distribution's object up to its dependencies. How deep it stands in the JSON follows from the
 * walk. */
static void add_head(struct walk *walk, const char *key, const struct deptree_distribution *found,
	const char *required, const char *extra)
{
	size_t depth = 2 * walk->depth + 1;

	add_indent(walk->json, depth);
	text_add_string(walk->json, "{\n");
	add_member(walk->json, depth, "key", key);
	add_member(walk->json, depth, "package_name", found ? found->name : key);
	add_member(walk->json, depth, "installed_version", found ? found->version : "?");
	add_member(walk->json, depth, "required_version", required);
	if (found && extra)
		add_member(walk->json, depth, "extra", extra);
	add_indent(walk->json, depth + 1);
	text_add_string(walk->json, "\"dependencies\": [");
}

/* The dependencies of the object that was begun last. */
static void show_dependencies(struct walk *walk, struct deptree_needs needs)
{
	if (needs.count == 0)
		return;
	text_add_char(walk->json, '\n');
	show_needs(walk, needs);
	add_indent(walk->json, 2 * walk->depth + 2);
}

static void add_tail(struct walk *walk, bool repeated, bool last)
{
	size_t depth = 2 * walk->depth + 1;

	text_add_char(walk->json, ']');
	if (repeated) {
		text_add_string(walk->json, ",\n");
		add_indent(walk->json, depth + 1);
		text_add_string(walk->json, "\"repeated\": true");
	}
	text_add_char(walk->json, '\n');
	add_indent(walk->json, depth);
	text_add_string(walk->json, last ? "}\n" : "},\n");
}

/* --- the walk --------------------------------------------------------------------- */

static struct state *state_of(struct walk *walk, const struct deptree_distribution *distribution)
{
	struct state *state = &walk->states[distribution - walk->tree->distributions];

	if (state->root != walk->root) {
		stringlist_free(&state->shown);
		state->root = walk->root;
	}
	return state;
}

/* Whether what the edge needs stands above it, or was shown with these extras. From now on it was.
 */
static bool repeats(struct state *state, const struct deptree_edge *edge)
{
	if (state->on_path)
		return true;
	for (size_t i = 0; i < state->shown.count; i++)
		if (strcmp(state->shown.items[i], edge->extras) == 0)
			return true;
	stringlist_add(&state->shown, xstrdup(edge->extras));
	return false;
}

static void show_edge(struct walk *walk, const struct deptree_edge *edge, bool last)
{
	const struct deptree_distribution *found = deptree_find(walk->tree, edge->key);
	struct state *state = found ? state_of(walk, found) : NULL;
	struct deptree_needs needs = {0};
	const char *required = *edge->specifier ? edge->specifier : "Any";

	if (found)
		needs = deptree_needs(walk->tree, found, edge->extras);
	bool repeated = found && repeats(state, edge) && needs.count > 0;

	text_printf(walk->text, "%s%s %s [required: %s, installed: %s", text_string(&walk->prefix),
		last ? "└──" : "├──", found ? found->name : edge->key, required,
		found ? found->version : "?");
	if (edge->extra)
		text_printf(walk->text, ", extra: %s", edge->extra);
	text_add_string(walk->text, repeated ? "] (*)\n" : "]\n");
	add_head(walk, edge->key, found, required, edge->extra);
	if (!repeated && needs.count) {
		bool before = state->on_path;
		size_t length = walk->prefix.length;

		state->on_path = true;
		text_add_string(&walk->prefix, last ? "    " : "│   ");
		show_dependencies(walk, needs);
		walk->prefix.length = length;
		walk->prefix.bytes[length] = '\0';
		state->on_path = before;
	}
	add_tail(walk, repeated, last);
	free(needs.edges);
}

static void show_needs(struct walk *walk, struct deptree_needs needs)
{
	if (++walk->depth > DEPTREETEXT_DEPTH)
		die(EXIT_NO, "%s: the tree of dependencies is deeper than %d", walk->where,
			DEPTREETEXT_DEPTH);
	for (size_t i = 0; i < needs.count; i++) {
		if (walk->json->length > DEPTREETEXT_BYTES)
			die(EXIT_NO, "%s: the tree of dependencies is too large", walk->where);
		show_edge(walk, needs.edges[i], i + 1 == needs.count);
	}
	walk->depth--;
}

static void show_root(struct walk *walk, const struct deptree_distribution *root, bool last)
{
	struct deptree_needs needs = deptree_needs_of_all(walk->tree, root);
	struct state *state;

	walk->root++;
	state = state_of(walk, root);
	text_printf(walk->text, "%s==%s\n", root->name, root->version);
	add_head(walk, root->key, root, root->version, NULL);
	state->on_path = true;
	show_dependencies(walk, needs);
	state->on_path = false;
	add_tail(walk, false, last);
	free(needs.edges);
}

/* Marks those that some distribution needs. Returns how many are not needed. */
static size_t mark_needed(const struct deptree *tree, bool *needed)
{
	size_t roots = tree->count;

	for (size_t i = 0; i < tree->count; i++) {
		struct deptree_needs needs = deptree_needs_of_all(tree, &tree->distributions[i]);

		for (size_t j = 0; j < needs.count; j++) {
			const struct deptree_distribution *found =
				deptree_find(tree, needs.edges[j]->key);

			if (found && !needed[found - tree->distributions]) {
				needed[found - tree->distributions] = true;
				roots--;
			}
		}
		free(needs.edges);
	}
	return roots;
}

void deptreetext_add(
	const struct deptree *tree, const char *where, struct text *text, struct text *json)
{
	struct walk walk = {.tree = tree,
		.where = where,
		.states = xalloc(tree->count, sizeof *walk.states),
		.text = text,
		.json = json};
	_cleanup_free_ bool *needed = xalloc(tree->count, sizeof *needed);
	size_t roots = mark_needed(tree, needed), left = roots ? roots : tree->count;

	text_add_string(json, tree->count ? "[\n" : "[");
	for (size_t i = 0; i < tree->count; i++)
		if (!needed[i] || roots == 0)
			show_root(&walk, &tree->distributions[i], --left == 0);
	text_add_string(json, "]\n");
	for (size_t i = 0; i < tree->count; i++)
		stringlist_free(&walk.states[i].shown);
	free(walk.states);
	text_free(&walk.prefix);
}
