/* SPDX-License-Identifier: MIT */
/* builtobjects: objects of a built wheel, as elfcheck describes them. */
#include "unit.h"

#include "wheels/builtobjects.h"

#include "lib/cleanup.h"
#include "lib/json.h"

static const struct builtobjects
	glibc = {.filename = "a.whl", .arch = "aarch64", .glibc = "2.36", .promised = 17},
	musl = {.filename = "a.whl", .arch = "aarch64", .musl = "1.2", .promised = -1};

static void check(const struct builtobjects *wheel, const char *objects)
{
	_cleanup_json_ json_t *json = json_loads(objects, 0, NULL);

	assert_non_null(json);
	builtobjects_check(wheel, json);
}

#define OBJECT(needs, unmet)                                                                \
	"[{\"path\": \"a.so\", \"machine\": \"x86_64\", \"versions\": {\"GLIBC\": \"" needs \
	"\"}, \"unmet\": [" unmet "]}]"

static void takes_what_fits(void **state)
{
	(void)state;
	check(&glibc, "[]");
	check(&glibc, OBJECT("2.17", ""));
	check(&glibc, OBJECT("2.2.5", ""));
	check(&glibc, "[{\"path\": \"a.so\", \"unmet\": []}]");
	check(&musl, OBJECT("2.40", ""));
}

static void names_what_does_not(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "a.whl: a.so is for x86_64, and the target is aarch64; take a version",
		check(&glibc, OBJECT("2.40", "{\"kind\": \"machine\"}")));
	assert_dies(EXIT_NO, "needs glibc 2.40, and the target has 2.36;",
		check(&glibc, OBJECT("2.40", "{\"kind\": \"glibc\", \"needs\": \"2.40\"}")));
	assert_dies(EXIT_NO, "and the target has musl 1.2;",
		check(&musl, OBJECT("2.40", "{\"kind\": \"glibc\", \"needs\": \"2.40\"}")));
	assert_dies(EXIT_NO, "needs libx.so.1, which neither the wheel nor the C library brings;",
		check(&glibc, OBJECT("2.17", "{\"kind\": \"needed\", \"soname\": \"libx.so.1\"}")));
	assert_dies(EXIT_NO, "is a broken ELF object: cut",
		check(&glibc, OBJECT("2.17", "{\"kind\": \"unreadable\", \"what\": \"cut\"}")));
}

static void holds_tags_to_their_promise(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "needs glibc 2.18, and the wheel's tag promises that 2.17 is enough",
		check(&glibc, OBJECT("2.18", "")));
	assert_dies(EXIT_NO, "needs glibc 2.17.1", check(&glibc, OBJECT("2.17.1", "")));
	assert_dies(EXIT_NO, "needs glibc 3.0", check(&glibc, OBJECT("3.0", "")));
}

static void refuses_what_is_no_list_of_objects(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, ".path: missing", check(&glibc, "[{\"unmet\": []}]"));
	assert_dies(EXIT_NO, ".unmet: missing", check(&glibc, "[{\"path\": \"a\"}]"));
	assert_dies(EXIT_NO, ".kind: missing", check(&glibc, OBJECT("2.17", "{}")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_fits),
		cmocka_unit_test(names_what_does_not),
		cmocka_unit_test(holds_tags_to_their_promise),
		cmocka_unit_test(refuses_what_is_no_list_of_objects),
	};

	return run_unit(tests);
}
