/* SPDX-License-Identifier: MIT */
/* lockways: which ways lead to a package, the shortest first. */
#include "unit.h"

#include "lock/lockways.h"
#include "madelock.h"

static void assert_ways(
	const struct lockgraph *graph, const char *name, size_t most, const char *wanted)
{
	_cleanup_(lockways_free) struct lockways ways = lockways_to(graph, name, most);
	_cleanup_(text_free) struct text out = {0};

	for (size_t i = 0; i < ways.count; i++) {
		text_add_string(&out, i ? "; " : "");
		for (const struct lockways_step *step = ways.ways[i]; step; step = step->next)
			text_printf(
				&out, "%s%s", step == ways.ways[i] ? "" : " > ", step->edge->who);
	}
	text_add_string(&out, ways.more ? " ..." : "");
	assert_string_equal(text_string(&out), wanted);
}

static void finds_ways(void **state)
{
	_cleanup_(text_free) struct text lock = {0};

	(void)state;
	made_package(&lock, "a", "1", "[\"b\", \"c[x]\", \"a\"]");
	made_package(&lock, "b", "1", "[\"c\", \"a\"]");
	made_package(&lock, "c", "1", "[\"d ; extra == \\\"x\\\"\"]");
	made_package(&lock, "d", "1", "[]");
	_cleanup_(lockgraph_free) struct lockgraph graph = made_graph(&lock, "a\nc\n", "", "d<2");

	assert_ways(&graph, "a", 9, "r.in:1");
	assert_ways(&graph, "b", 9, "r.in:1 > a 1");
	assert_ways(&graph, "c", 9, "r.in:2; r.in:1 > a 1; r.in:1 > a 1 > b 1");
	assert_ways(&graph, "d", 9, "r.in:1 > a 1 > c 1"); /* only a asks for the extra */
	assert_ways(&graph, "c", 2, "r.in:2; r.in:1 > a 1 ...");
	assert_ways(&graph, "c", 0, " ...");
	assert_ways(&graph, "zzz", 9, "");
}

static void follows_extras_of_extras(void **state)
{
	_cleanup_(text_free) struct text lock = {0};

	(void)state;
	made_package(&lock, "a", "1",
		"[\"a[web] ; extra == \\\"all\\\"\", \"a[net] ; extra == \\\"web\\\"\", "
		"\"b ; extra == \\\"net\\\"\", \"a[all] ; extra == \\\"net\\\"\", \"c\"]");
	made_package(&lock, "b", "1", "[]");
	made_package(&lock, "c", "1", "[]");
	_cleanup_(lockgraph_free) struct lockgraph graph =
		made_graph(&lock, "a[all]\na[net]\n", "", "");

	assert_ways(&graph, "b", 9, "r.in:2 > a 1; r.in:1 > a 1 > a 1 > a 1");
	assert_ways(&graph, "c", 9, "r.in:1 > a 1; r.in:2 > a 1");
	assert_ways(&graph, "a", 9, "r.in:1; r.in:2");
}

/* Each of 12 packages requires all others: there are millions of ways. */
static void looks_at_so_many_and_no_more(void **state)
{
	_cleanup_(text_free) struct text lock = {0}, requires = {0};

	(void)state;
	for (char name = 'a'; name < 'm'; name++)
		text_printf(&requires, "%s\"%c\"", name == 'a' ? "[" : ", ", name);
	text_add_char(&requires, ']');
	for (char name[] = "a"; *name < 'm'; ++*name)
		made_package(&lock, name, "1", text_string(&requires));
	_cleanup_(lockgraph_free) struct lockgraph graph = made_graph(&lock, "a\n", "", "");
	_cleanup_(lockways_free) struct lockways ways = lockways_to(&graph, "l", 1000);

	assert_true(ways.count > 100 && ways.count <= 1000);
	assert_true(ways.more);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_ways),
		cmocka_unit_test(follows_extras_of_extras),
		cmocka_unit_test(looks_at_so_many_and_no_more),
	};
	return run_in_directory(tests);
}
