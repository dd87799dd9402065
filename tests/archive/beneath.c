/* SPDX-License-Identifier: MIT */
/* beneath: where a path leads is where `realpath` says, unless it leads out. */
#include "fixture.h"

#include <errno.h>
#include <sys/stat.h>

#include "archive/beneath.h"

/* Where PATH leads in the directory `top`, `missing` after a colon; or "out". */
static char *follow(const char *path, unsigned fence)
{
	struct beneath beneath = beneath_open("top", fence);
	struct spot spot;
	char *said;

	if (beneath_follow(&beneath, path, &spot))
		said = xprintf("%.*s:%s%s%s", (int)spot.there, text_string(&spot.path),
			text_string(&spot.path) + spot.there, spot.is_file ? " (file)" : "",
			spot.dangles ? " (dangles)" : "");
	else
		said = xstrdup("out");
	spot_free(&spot);
	beneath_close(&beneath);
	return said;
}

static void assert_follows(const char *path, unsigned fence, const char *wanted)
{
	_cleanup_free_ char *said = follow(path, fence);

	assert_string_equal(said, wanted);
}

static void paths_over_links(void **state)
{
	(void)state;
	shell_do("mkdir -p top/p/d/e && cd top && : >p/f && ln -s d p/l && ln -s ../l/e p/d/m && "
		 "ln -s nowhere/x p/n && ln -s ../q p/q && ln -s /etc p/absolute && ln -s c2 p/c1 "
		 "&& "
		 "ln -s c1 p/c2 && ln -s ../f p/d/file && ln -s l/.. p/back");
	const char *const paths[] = {
		"p", "p/d", "p/l", "p/l/e", "p/d/m", "p/d/m/..", "p/./d//e/", "p/back/back/d/e"};

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		_cleanup_free_ char *ask =
			xprintf("realpath --relative-to=top top/%s | tr '\\n' :", paths[i]);
		_cleanup_(text_free) struct text wanted = shell(ask);

		assert_follows(paths[i], 1, text_string(&wanted));
	}
	assert_follows("", 1, ":");
	assert_follows("p/n/y", 1, "p:/nowhere/x/y (dangles)");
	assert_follows("p/n/../..", 1, "p: (dangles)");
	assert_follows("p/l/new/x", 1, "p/d:/new/x");
	assert_follows("p/d/m/new", 1, "p/d/e:/new");
	assert_follows("p/d/file", 1, "p:/f (file) (dangles)");
	assert_follows("p/f/x", 1, "p:/f/x");
	assert_follows("p/f/..", 1, "p:");
	assert_follows("new/x", 1, ":new/x");
}

static void what_leads_out(void **state)
{
	(void)state;
	assert_follows("/p", 1, "out");
	assert_follows("..", 0, "out");
	assert_follows("p/..", 1, "out");
	assert_follows("p/..", 0, ":");
	assert_follows("p/q", 1, "out");
	assert_follows("p/q", 0, ":q (dangles)");
	assert_follows("p/d/../../p/d", 1, "out");
	assert_follows("p/absolute", 0, "out");
	assert_follows("p/c1", 0, "out");
	assert_follows("p/c1/x", 0, "out");
}

static void in_a_root(void **state)
{
	(void)state;
	assert_follows("/p/d", BENEATH_ROOT, "p/d:");
	assert_follows("../..//p", BENEATH_ROOT, "p:");
	assert_follows("p/../../q/x", BENEATH_ROOT, ":q/x");
	assert_follows("p/absolute/x", BENEATH_ROOT, ":etc/x (dangles)");
	assert_follows("p/q", BENEATH_ROOT, ":q (dangles)");
	assert_follows("p/c1", BENEATH_ROOT, "out");
	shell_do("mkdir top/etc");
	assert_follows("p/absolute/x", BENEATH_ROOT, "etc:/x");
}

static void what_is_too_long(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text path = {0};

	for (size_t i = 0; i < 20; i++) {
		for (size_t j = 0; j < 240; j++)
			text_add_char(&path, 'd');
		text_add_char(&path, '/');
		if (i == 15) {
			_cleanup_free_ char *said = follow(path.bytes, 1);

			assert_string_not_equal(said, "out");
		}
	}
	assert_follows(path.bytes, 1, "out");
}

static void makes_what_is_missing(void **state)
{
	(void)state;
	struct beneath beneath = beneath_open("top", 1);
	struct spot spot;
	struct stat status;

	assert_true(beneath_follow(&beneath, "p/l/new/er", &spot));
	assert_int_equal(spot_make(&spot), 0);
	assert_int_equal(spot.there, spot.path.length);
	assert_int_equal(stat("top/p/d/new/er", &status), 0);
	assert_true(S_ISDIR(status.st_mode));
	spot_free(&spot);
	assert_true(beneath_follow(&beneath, "p/f/x", &spot));
	assert_int_equal(spot_make(&spot), EEXIST);
	spot_free(&spot);
	beneath_close(&beneath);
}

static void bounds_the_work(void **state)
{
	(void)state;
	struct beneath beneath = beneath_open("top", 1);
	struct spot spot;

	beneath.steps = BENEATH_STEPS - 1;
	assert_true(beneath_follow(&beneath, "p", &spot));
	spot_free(&spot);
	assert_false(beneath_follow(&beneath, "p", &spot));
	spot_free(&spot);
	beneath_close(&beneath);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_over_links),
		cmocka_unit_test(what_leads_out),
		cmocka_unit_test(in_a_root),
		cmocka_unit_test(what_is_too_long),
		cmocka_unit_test(makes_what_is_missing),
		cmocka_unit_test(bounds_the_work),
	};

	return run_in_directory(tests);
}
