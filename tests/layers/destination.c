/* SPDX-License-Identifier: MIT */
/* destination: where pip puts the entries of a wheel. That whole wheels lie as pip has them:
 * tests/layers/layer.t. */
#include "unit.h"

#include "layers/destination.h"
#include "lib/cleanup.h"

#define SITE "opt/venv/lib/python3.12/site-packages/"

static struct entry_point point = {.name = (char *)"tool"};

/* Where the entry NAME goes in an environment whose packages lie in SITE: its path, -> for a script
 * and ~ for what goes over the link lib64 before it; "" when it is left out. */
static void assert_goes(const char *site, const char *name, const char *wanted)
{
	struct flaws flaws = {.subject = "w", .path = "/dev/null"};
	const struct wheel wheel = {.zip = {.subject = (char *)"w"},
		.name = (char *)"a",
		.version = (char *)"1.0",
		.stem = (char *)"a-1.0",
		.points = {1, &point},
		.flaws = &flaws};
	_cleanup_(environment_free) struct environment to =
		environment_at("/opt/venv", site, NULL, 3, 12);
	_cleanup_(stringlist_free) struct stringlist places = {0};
	const struct destinations destinations = {&wheel, &to, "headers/", &places};
	const struct zip_entry entry = {.name = name};
	struct destination place = destination_of(&destinations, &entry);
	_cleanup_free_ char *said =
		place.root ? xprintf("%s%s%s%s", place.is_script ? "-> " : "",
				     place.over_link ? "~ " : "", place.root, place.name)
			   : xstrdup("");

	assert_string_equal(said, wanted);
	assert_int_equal(flaws.found[FLAW_DATA_SPELLING].count, starts_with(name, "A-1"));
	flaws_free(&flaws);
}

static void usual(const char *name, const char *wanted)
{
	assert_goes("/opt/venv/lib/python3.12/site-packages", name, wanted);
}

static void the_root_of_the_wheel(void **state)
{
	(void)state;
	usual("a.py", SITE "a.py");
	usual("a/b.data/c", SITE "a/b.data/c");
	usual("a-1.0.dist-info/METADATA", SITE "a-1.0.dist-info/METADATA");
}

static void the_schemes(void **state)
{
	(void)state;
	usual("a-1.0.data/purelib/b.py", SITE "b.py");
	usual("a-1.0.data/platlib/b/c.so", SITE "b/c.so");
	usual("a-1.0.data/headers/b.h", "headers/b.h");
	usual("a-1.0.data/scripts/b", "-> opt/venv/bin/b");
	usual("a-1.0.data/data/share/b", "opt/venv/share/b");
	assert_dies(EXIT_NO, "w: a-1.0.data/other/b: is in none of the .data directory's schemes",
		usual("a-1.0.data/other/b", ""));
	assert_dies(EXIT_NO, "is in none of the .data directory's schemes",
		usual("a-1.0.data/scripts", ""));
}

static void wrappers_of_entry_points(void **state)
{
	(void)state;
	usual("a-1.0.data/scripts/tool", "");
	usual("a-1.0.data/scripts/tool-script.py", "");
	usual("a-1.0.data/scripts/tool2", "-> opt/venv/bin/tool2");
	usual("a-1.0.data/data/bin/tool", "opt/venv/bin/tool");
}

/* The environment's lib64 is a link to lib. */
static void over_the_link(void **state)
{
	(void)state;
	usual("a-1.0.data/data/lib64/libb.so", "~ opt/venv/lib/libb.so");
	usual("a-1.0.data/data/lib64/python3.12/site-packages/b.py", "~ " SITE "b.py");
	usual("a-1.0.data/data/lib/python3.12/site-packages/b.py", SITE "b.py");
	usual("a-1.0.data/data/lib6/b", "opt/venv/lib6/b");
	assert_goes("/opt/else", "a-1.0.data/data/lib64/python3.12/site-packages/b.py",
		"~ " SITE "b.py");
}

static void other_data_directories(void **state)
{
	(void)state;
	usual("A-1.data/purelib/b.py", SITE "b.py");
	assert_dies(EXIT_NO, "w: b-1.0.data/purelib/b.py: is not in a-1.0.data",
		usual("b-1.0.data/purelib/b.py", ""));
	assert_dies(EXIT_NO, "w: a-1.0.data: is not in a-1.0.data", usual("a-1.0.data", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_root_of_the_wheel),
		cmocka_unit_test(the_schemes),
		cmocka_unit_test(wrappers_of_entry_points),
		cmocka_unit_test(over_the_link),
		cmocka_unit_test(other_data_directories),
	};
	return run_unit(tests);
}
