/* SPDX-License-Identifier: MIT */
/* lockmissing: what is said of a name that a lock does not have. */
#include "unit.h"

#include "lock/lockmissing.h"
#include "madelock.h"

static void assert_missing(const char *name, const char *wanted)
{
	_cleanup_(text_free) struct text lock = {0};

	made_package(&lock, "numpy", "1", "[\"left-out\"]");
	made_package(&lock, "humpy", "1", NULL);
	text_add_string(&lock, "[tool.pylock-mk]\nexcluded = [\"Left_Out\", \"nobodys\"]\n"
			       "provided = [\"Torch 2.7, 2.7a0 of the base\"]\n");
	_cleanup_(lockgraph_free) struct lockgraph graph = made_graph(&lock, "left.out\nwin32\n",
		"", "win32 ; os_name == 'nt'\nnt==1 ; os_name == 'nt'\nnt\n");
	_cleanup_free_ char *said = lockmissing(&graph, name, "here");

	assert_string_equal(said, wanted);
}

static void says_why(void **state)
{
	(void)state;
	assert_missing(
		"left-out", "left-out: left out by PYLOCK_EXCLUDE; r.in:1, numpy 1 asks for it");
	assert_missing("nobodys", "nobodys: left out by PYLOCK_EXCLUDE; nobody asks for it");
	assert_missing(
		"torch", "torch: provided by the base, not locked: Torch 2.7, 2.7a0 of the base");
	assert_missing(
		"win32", "win32: left out by o.txt:1, whose marker is false; r.in:2 asks for it");
	assert_missing("nt", "nt: not in the lock of here");
	assert_missing("nump", "nump: not in the lock of here; it has numpy, humpy");
	assert_missing("xyz", "xyz: not in the lock of here");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_why),
	};
	return run_in_directory(tests);
}
