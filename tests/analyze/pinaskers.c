/* SPDX-License-Identifier: MIT */
/* pinaskers: who asks for whom, and what the project itself wants. */
#include "unit.h"

#include "analyze/pinaskers.h"
#include "lib/cleanup.h"
#include "pins.h"

/* The names that are the project's own, with spaces between. */
static char *own_of(const struct pins_row *rows)
{
	_cleanup_(pinfile_free) struct pinfile file = pins_make(rows);
	_cleanup_(pinaskers_free) struct pinaskers askers = pinaskers_of(&file);
	struct text own = {0};

	pinaskers_direct(&askers);
	for (size_t i = 0; i < askers.count; i++)
		if (askers.names[i].own)
			text_printf(&own, "%s%s", own.length ? " " : "", askers.names[i].name);
	return text_take(&own);
}

#define assert_own(wanted, ...)                                                             \
	do {                                                                                \
		_cleanup_free_ char *_own =                                                 \
			own_of((const struct pins_row[]){__VA_ARGS__, {NULL, NULL, NULL}}); \
		assert_string_equal(_own, wanted);                                          \
	} while (0)

static void by_what_they_require(void **state)
{
	(void)state;
	assert_own(
		"app", {"app==1", "lib", NULL}, {"lib==1", "base", NULL}, {"base==1", NULL, NULL});
	/* an extra counts when a pin or another package asks for it */
	assert_own(
		"lib speed", {"lib==1", "speed; extra == 'fast'", NULL}, {"speed==1", NULL, NULL});
	assert_own(
		"lib", {"lib[fast]==1", "speed; extra == 'fast'", NULL}, {"speed==1", NULL, NULL});
	assert_own("app", {"speed==1", NULL, NULL}, {"lib==1", "speed; extra == 'Fast'", NULL},
		{"app==1", "lib[fast]", NULL});
	/* on any machine */
	assert_own("app", {"app==1", "win; sys_platform == 'win32'", NULL}, {"win==1", NULL, NULL});
	/* of themselves, and of what is not pinned */
	assert_own("app", {"app==1", "app[x]\nother", NULL});
	/* an extra of its own extra */
	assert_own("app", {"app[all]==1", "net; extra == 'web'\napp[web]; extra == 'all'", NULL},
		{"net==1", NULL, NULL});
	/* several lines of one name */
	assert_own("app", {"app==1 ; os_name == 'nt'", "a", NULL}, {"a==1", NULL, NULL},
		{"b==1", NULL, NULL}, {"app==2 ; os_name != 'nt'", "b", NULL});
}

static void cycles(void **state)
{
	(void)state;
	assert_own("a b", {"a==1", "b", NULL}, {"b==1", "a\nc", NULL}, {"c==1", NULL, NULL});
	assert_own("top", {"top==1", "a", NULL}, {"a==1", "b", NULL}, {"b==1", "a", NULL});
}

static void tools(void **state)
{
	(void)state;
	assert_own("app", {"app==1", NULL, NULL}, {"pip==1", NULL, NULL},
		{"setuptools==1", NULL, NULL}, {"wheel==1", NULL, NULL});
	assert_own("app setuptools", {"app==1", NULL, NULL}, {"setuptools==1", NULL, NULL});
	assert_true(pinaskers_is_tool("wheel"));
	assert_false(pinaskers_is_tool("app"));
}

static void by_what_a_tool_said(void **state)
{
	(void)state;
	assert_own("app", {"app==1", "lib", "# via -r requirements.in"},
		{"lib==1", NULL, "# via app"});
	assert_own("app lib", {"app==1", "lib", "# via mine"}, {"lib==1", NULL, "# via other"});
	/* a pin that no other asks for, though a tool says so: an extra brought it */
	assert_own("app speed", {"app==1", "lib", "# via -r a"}, {"lib==1", NULL, "# via app"},
		{"speed==1", NULL, "# via lib"});
	assert_own(
		"app", {"app==1", NULL, "# via -r project"}, {"speed==1", NULL, "# via the lock"});
	assert_dies(EXIT_NO,
		"f: none of its 2 packages is the project's own: its comments `# via` name no file",
		own_of((const struct pins_row[]){
			{"a==1", "b", "# via b"}, {"b==1", "a", "# via a"}, {NULL, NULL, NULL}}));
}

static void extras_that_nobody_asks_for(void **state)
{
	(void)state;
	assert_own("app lib", {"app==1", "lib", NULL}, {"lib[fast]==1", NULL, NULL});
	assert_own("app", {"app==1", "lib[fast]", NULL}, {"lib[fast]==1", NULL, NULL});
	assert_own("app lib", {"app==1", "lib[fast]", NULL}, {"lib[fast,other]==1", NULL, NULL});
}

static void only_by_name(void **state)
{
	(void)state;
	_cleanup_(pinfile_free) struct pinfile file = pins_make((const struct pins_row[]){
		{"app==1", "lib", NULL}, {"lib==2b1", NULL, NULL}, {NULL, NULL, NULL}});
	_cleanup_(pinaskers_free) struct pinaskers askers = pinaskers_of(&file);
	_cleanup_(stringlist_free) struct stringlist names = {0};

	file.pins[1].only_by_name = true;
	pinaskers_direct(&askers);
	assert_true(askers.names[1].own);
	names = pinaskers_names(&askers, &askers.names[1]);
	assert_int_equal(names.count, 1);
	assert_string_equal(names.items[0], "app");
	assert_int_equal(pinaskers_place(&askers, "lib"), 1);
	assert_int_equal(pinaskers_place(&askers, "none"), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_what_they_require),
		cmocka_unit_test(cycles),
		cmocka_unit_test(tools),
		cmocka_unit_test(by_what_a_tool_said),
		cmocka_unit_test(extras_that_nobody_asks_for),
		cmocka_unit_test(only_by_name),
	};
	return run_unit(tests);
}
