/* SPDX-License-Identifier: MIT */
/* deptree: which distributions count, which extras are asked for, and who needs whom. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "lib/text.h"
#include "report/deptree.h"

static const struct target target = {.python_major = 3, .python_minor = 11, .arch = "x86_64"};

static void add(struct deptree *tree, const char *text)
{
	_cleanup_json_ json_t *json = json_loads(text, 0, NULL);

	deptree_add(tree, json, &target, "a.json");
}

static void assert_needs(const struct deptree *tree, const char *key, const char *wanted)
{
	_cleanup_(text_free) struct text out = {0};
	struct deptree_needs needs = deptree_needs_of_all(tree, deptree_find(tree, key));

	for (size_t i = 0; i < needs.count; i++)
		text_printf(&out, "%s%s", i ? " " : "", needs.edges[i]->key);
	free(needs.edges);
	assert_string_equal(text_string(&out), wanted);
}

static void the_first_of_a_name_counts(void **state)
{
	_cleanup_(deptree_free) struct deptree tree = {0};

	(void)state;
	add(&tree, "[{\"name\": \"B_b\", \"version\": \"2\", \"requiresDist\": [\"a\"]}]");
	add(&tree, "[{\"name\": \"a\", \"version\": \"1\", \"requiresDist\": []},"
		   " {\"name\": \"b.b\", \"version\": \"3\", \"requiresDist\": []},"
		   " {\"name\": null, \"version\": \"3\", \"requiresDist\": []},"
		   " {\"name\": \"c\", \"version\": \"\", \"requiresDist\": []}]");
	deptree_connect(&tree);
	assert_int_equal(tree.count, 2);
	assert_string_equal(tree.distributions[0].key, "a");
	assert_string_equal(deptree_find(&tree, "b-b")->name, "B_b");
	assert_string_equal(deptree_find(&tree, "b-b")->version, "2");
	assert_null(deptree_find(&tree, "c"));
	assert_needs(&tree, "b-b", "a");
	assert_needs(&tree, "a", "");
}

static void extras_are_followed(void **state)
{
	_cleanup_(deptree_free) struct deptree tree = {0};

	(void)state;
	add(&tree,
		"[{\"name\": \"a\", \"version\": \"1\", \"requiresDist\": [\"b[x]\", \"gone\"]},"
		" {\"name\": \"b\", \"version\": \"1\", \"requiresDist\":"
		"  [\"c[y]; extra == 'x'\", \"gone; extra == 'x'\", \"never; extra == 'z'\"]},"
		" {\"name\": \"c\", \"version\": \"1\", \"requiresDist\": [\"a; extra == 'y'\"]},"
		" {\"name\": \"never\", \"version\": \"1\", \"requiresDist\": [\"b[z, x]\"]}]");
	deptree_connect(&tree);
	assert_needs(&tree, "a", "b gone");
	assert_needs(&tree, "b", "c never"); /* what an extra brings counts when it is there */
	assert_needs(&tree, "c", "a");
	struct deptree_needs none = deptree_needs(&tree, deptree_find(&tree, "b"), "");
	struct deptree_needs other = deptree_needs(&tree, deptree_find(&tree, "b"), "xx,z");

	assert_int_equal(none.count, 0);
	assert_int_equal(other.count, 1);
	assert_string_equal(other.edges[0]->key, "never");
	free(none.edges);
	free(other.edges);
}

static void refuses_what_is_no_distribution(void **state)
{
	struct deptree tree = {0};

	(void)state;
	assert_dies(
		EXIT_NO, "a.json: .distributions[0]: .requiresDist: missing", add(&tree, "[5]"));
	assert_dies(EXIT_NO, "a.json: .distributions[0]: .name: not a string",
		add(&tree, "[{\"name\": 5}]"));
	assert_dies(EXIT_NO, "a.json: .distributions[0]: .requiresDist[0]: not a string",
		add(&tree, "[{\"name\": \"a\", \"version\": \"1\", \"requiresDist\": [5]}]"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_of_a_name_counts),
		cmocka_unit_test(extras_are_followed),
		cmocka_unit_test(refuses_what_is_no_distribution),
	};
	return run_unit(tests);
}
