/* SPDX-License-Identifier: MIT */
/* environmentvalues: names of variables, and none that is both set and taken away. */
#include "unit.h"

#include "image/environmentvalues.h"
#include "lib/cleanup.h"

static void set(const char *name)
{
	_cleanup_json_ json_t *environment = json_array();

	environmentvalues_set(environment, name, "a =\n");
	_cleanup_(text_free) struct text said = json_canonical(environment);
	_cleanup_free_ char *wanted = xprintf("[[\"%s\",\"a =\\n\"]]", name);

	assert_string_equal(text_string(&said), wanted);
}

static json_t *unset(const char *names)
{
	const struct projectvalue value = {"ENV_UNSET", names};

	return environmentvalues_unset(&value);
}

static void what_is_set(void **state)
{
	(void)state;
	set("A");
	set("PATH");
	set("a-b.c");
	assert_dies(EXIT_NO, "PYLOCK_ENV.: '' is not the name of an environment variable", set(""));
	assert_dies(EXIT_NO, "PYLOCK_ENV.A=B: 'A=B' is not the name", set("A=B"));
	assert_dies(EXIT_NO, "is not the name", set("A B"));
}

static void what_is_taken_away(void **state)
{
	(void)state;
	_cleanup_json_ json_t *names = unset("A \"[B\" 'C'");

	assert_int_equal(json_array_size(names), 3);
	assert_string_equal(json_string_value(json_array_get(names, 1)), "[B");
	assert_dies(EXIT_NO, "PYLOCK_ENV_UNSET is 'B A=1': not names of environment variables",
		unset("B A=1"));
	assert_dies(EXIT_NO, "not names", unset("'A B'"));
	assert_dies(EXIT_NO, "not names", unset("''"));
	assert_dies(EXIT_NO, "without PATH no program is found", unset("A PATH"));
}

static void what_is_both(void **state)
{
	(void)state;
	_cleanup_json_ json_t *environment = json_array(), *other = unset("B AA"),
			      *same = unset("B A");

	environmentvalues_set(environment, "A", "1");
	environmentvalues_check(environment, other);
	assert_dies(EXIT_NO, "PYLOCK_ENV_UNSET has A, which PYLOCK_ENV.A sets: take one away",
		environmentvalues_check(environment, same));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_set),
		cmocka_unit_test(what_is_taken_away),
		cmocka_unit_test(what_is_both),
	};
	return run_unit(tests);
}
