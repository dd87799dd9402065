/* SPDX-License-Identifier: MIT */
/* plannedwheels: the wheels of a plan. */
#include "unit.h"

#include "verify/plannedwheels.h"

#include "lib/cleanup.h"
#include "lib/file.h"

#define DIGITS "0123456789abcdef"
#define A DIGITS DIGITS DIGITS DIGITS
#define B "f" DIGITS DIGITS DIGITS "0123456789abcde"

static const char *written(const char *path, const char *text)
{
	file_write(path, text, strlen(text));
	return path;
}

#define PLAN(packages) \
	written("plan.json", "{\"target\": {\"python\": \"3.13\"}, \"packages\": [" packages "]}")
#define PACKAGE(name, kind, sha256) \
	"{\"name\": \"" name "\", \"file\": {\"kind\": \"" kind "\", \"sha256\": \"" sha256 "\"}}"

static void takes_wheels_and_what_was_built(void **state)
{
	const char *plan = PLAN(PACKAGE("one", "wheel", A) "," PACKAGE("made", "sdist",
		A) "," PACKAGE("own", "sdist", A) "," PACKAGE("unbuilt", "sdist", A));
	const char *built = written("built.json",
		"{\"made\": {\"wheel\": {\"sha256\": \"" B "\"}}, \"own\": {\"requires\": []}}");
	_cleanup_(plannedwheels_free) struct plannedwheels wheels = plannedwheels_read(plan, built);

	(void)state;
	assert_string_equal(wheels.python, "3.13");
	assert_int_equal(wheels.count, 2);
	assert_string_equal(wheels.list[0].package, "one");
	assert_string_equal(wheels.list[0].sha256.hex, A);
	assert_string_equal(wheels.list[1].package, "made");
	assert_string_equal(wheels.list[1].sha256.hex, B);
}

static void needs_no_lock_of_wheels(void **state)
{
	const char *plan = PLAN(PACKAGE("one", "wheel", A) "," PACKAGE("made", "sdist", A));
	_cleanup_(plannedwheels_free) struct plannedwheels wheels = plannedwheels_read(plan, NULL),
							   same = plannedwheels_read(plan, "none");

	(void)state;
	assert_int_equal(wheels.count, 1);
	assert_int_equal(same.count, 1);
}

static void refuses_what_is_none(void **state)
{
	const char *plan;

	(void)state;
	assert_dies(EXIT_NO, "not an object", plannedwheels_read(written("x.json", "[]"), NULL));
	assert_dies(EXIT_NO, ".packages: missing",
		plannedwheels_read(
			written("x.json", "{\"target\": {\"python\": \"3.13\"}}"), NULL));
	assert_dies(EXIT_NO, ".python: missing",
		plannedwheels_read(written("x.json", "{\"target\": {}, \"packages\": []}"), NULL));
	assert_dies(EXIT_NO, "'3/../x' is not a version",
		plannedwheels_read(
			written("x.json",
				"{\"target\": {\"python\": \"3/../x\"}, \"packages\": []}"),
			NULL));
	plan = PLAN("1");
	assert_dies(EXIT_NO, ".packages[0]: not an object", plannedwheels_read(plan, NULL));
	plan = PLAN(PACKAGE("a", "wheel", "../../x"));
	assert_dies(EXIT_NO, "'../../x' is no SHA-256", plannedwheels_read(plan, NULL));
	plan = PLAN(PACKAGE("a", "wheel", "sha256:" A));
	assert_dies(EXIT_NO, "is no SHA-256", plannedwheels_read(plan, NULL));
	plan = PLAN(PACKAGE("a", "sdist", A));
	assert_dies(EXIT_NO, "built.json: .b: not an object",
		plannedwheels_read(plan, written("built.json", "{\"b\": 1}")));
	assert_dies(EXIT_NO, "built.json: .wheel: not an object",
		plannedwheels_read(plan, written("built.json", "{\"a\": {\"wheel\": 1}}")));
}

int main(void)
{
	char directory[] = "/tmp/plannedwheels.XXXXXX";
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_wheels_and_what_was_built),
		cmocka_unit_test(needs_no_lock_of_wheels),
		cmocka_unit_test(refuses_what_is_none),
	};

	if (!mkdtemp(directory) || chdir(directory) < 0)
		return 1;
	int status = run_unit(tests);

	return unlink("plan.json") + unlink("built.json") + unlink("x.json") + rmdir(directory)
		       ? 1
		       : status;
}
