/* SPDX-License-Identifier: MIT */
/* lockgraph: who asks for what. */
#include "unit.h"

#include "madelock.h"

static struct lockgraph sample(void)
{
	_cleanup_(text_free) struct text lock = {0};

	made_package(&lock, "top", "1", "[\"lib[B_b,a]<3,>=1,>=1.0,==1.0.*\", \"gone\"]");
	made_package(&lock, "lib", "1", "[\"top ; extra == \\\"X_x\\\"\", \"u @ https://h/u\"]");
	made_package(&lock, "plain", "1", NULL);
	return made_graph(&lock,
		"lib >=0.5 ; os_name == 'posix'\nlib ; os_name == 'nt'\n./x.whl\ntop\nlib\n",
		"lib<9\n", "lib==1\n");
}

static void assert_asking(const struct lockgraph *graph, const char *name, const char *wanted)
{
	struct lockgraph_edges edges = lockgraph_asking(graph, name);
	_cleanup_(text_free) struct text out = {0};

	for (size_t i = 0; i < edges.count; i++) {
		_cleanup_free_ char *specifier = lockgraph_specifier(edges.edges[i].asked);

		text_printf(&out, "%s%s %s[%s]{%s}", i ? "; " : "", edges.edges[i].who, specifier,
			edges.edges[i].asked->extras, edges.edges[i].extra);
	}
	assert_string_equal(text_string(&out), wanted);
}

static void knows_who_asks(void **state)
{
	_cleanup_(lockgraph_free) struct lockgraph graph = sample();

	(void)state;
	assert_true(graph.knows_edges);
	assert_asking(
		&graph, "lib", "r.in:1 >=0.5[]{}; r.in:5 any[]{}; top 1 <3,==1.0.*,>=1[a,b-b]{}");
	assert_asking(&graph, "top", "r.in:4 any[]{}; lib 1 any[]{x-x}");
	assert_asking(&graph, "u", "lib 1 @ https://h/u[]{}");
	assert_asking(&graph, "gone", "top 1 any[]{}");
	assert_asking(&graph, "plain", "");
	assert_asking(&graph, "zzz", "");
}

static void knows_lines(void **state)
{
	_cleanup_(lockgraph_free) struct lockgraph graph = sample();
	const struct lockgraph_line *line = lockgraph_line_on(&graph, "lib", ROLE_CONSTRAINT, 0);

	(void)state;
	assert_string_equal(line->place, "c.txt:1");
	assert_string_equal(line->text, "lib<9");
	assert_null(lockgraph_line_on(
		&graph, "lib", ROLE_CONSTRAINT, (size_t)(line - graph.lines) + 1));
	assert_string_equal(lockgraph_line_on(&graph, "lib", ROLE_OVERRIDE, 0)->place, "o.txt:1");
	assert_null(lockgraph_line_on(&graph, "top", ROLE_OVERRIDE, 0));
}

/* As packaging's SpecifierSet.contains(version, prereleases=True); === compares any text. */
static void admits(void **state)
{
	const struct {
		char *specifier;
		const char *version;
		bool admits;
	} cases[] = {{"", "1", true}, {"", "2004d", true}, {">=1,<2", "1.5rc1", true},
		{">=1,<2", "2", false}, {">=1", "2004d", false}, {"===2004D", "2004d", true},
		{"===2004d", "2004", false}, {"===1.0,<2", "1.0", true}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct lockgraph_asked asked = {.specifier = cases[i].specifier};

		assert_int_equal(lockgraph_admits(&asked, cases[i].version), cases[i].admits);
	}
}

static void shows_paths(void **state)
{
	_cleanup_free_ char *beside = lockgraph_shown_path("./a//b/./c.in");
	_cleanup_free_ char *above = lockgraph_shown_path("/a/../b");

	(void)state;
	assert_string_equal(beside, "a/b/c.in");
	assert_string_equal(above, "/a/../b");
}

static void refuses(void **state)
{
	_cleanup_(text_free) struct text lock = {0};

	(void)state;
	made_package(&lock, "a", "1", "[\"b<<1\"]");
	assert_dies(
		EXIT_NO, "none.toml: not there; run `make resolve`", lockgraph_read("none.toml"));
	assert_dies(EXIT_NO, "lock.toml: a: requires 'b<<1': ", made_graph(&lock, "", "", ""));
	text_clear(&lock);
	made_package(&lock, "a", "1", NULL);
	assert_dies(EXIT_NO, "r.in:1: ~= and === compare versions only: 'a ; os_name ~= 'x''",
		made_graph(&lock, "a ; os_name ~= 'x'", "", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_who_asks),
		cmocka_unit_test(knows_lines),
		cmocka_unit_test(admits),
		cmocka_unit_test(shows_paths),
		cmocka_unit_test(refuses),
	};
	return run_in_directory(tests);
}
