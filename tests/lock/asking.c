/* SPDX-License-Identifier: MIT */
/* asking: who counts, who is silenced, and who binds. */
#include "unit.h"

#include "lock/asking.h"
#include "madelock.h"

static void assert_askings(const struct lockgraph *graph, const char *name, const char *wanted)
{
	_cleanup_(askings_free) struct askings askings = askings_of(graph, name);
	_cleanup_(text_free) struct text out = {0};

	for (size_t i = 0; i < askings.count; i++) {
		const struct asking *asking = &askings.list[i];

		text_printf(&out, "%s%s %s%s%s", i ? "; " : "", asking->who,
			asking->kind ? asking->kind : "package", asking->binds ? " binds" : "",
			asking->silenced ? " silenced" : "");
	}
	text_add_string(&out, askings.bound ? "" : " unbound");
	assert_string_equal(text_string(&out), wanted);
}

static void tells_who_binds(void **state)
{
	_cleanup_(text_free) struct text lock = {0};

	(void)state;
	made_package(&lock, "a", "1", "[\"b<2\", \"c<3\", \"d>1\", \"e<2\"]");
	made_package(&lock, "b", "1", "[\"c<2.5\", \"e===r7\"]");
	_cleanup_(lockgraph_free) struct lockgraph graph =
		made_graph(&lock, "a\nc>1\n", "c<2.5.0\nb<1.5\n", "b<1.2\nb>0\n");

	assert_askings(&graph, "b",
		"o.txt:1 override binds; o.txt:2 override; c.txt:2 constraint; a 1 package "
		"silenced");
	assert_askings(&graph, "c",
		"r.in:2 requirement; a 1 package; b 1 package binds; c.txt:1 constraint binds");
	assert_askings(&graph, "d", "a 1 package unbound");
	assert_askings(&graph, "e", "a 1 package; b 1 package binds");
	assert_askings(&graph, "zzz", " unbound");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_who_binds),
	};
	return run_in_directory(tests);
}
