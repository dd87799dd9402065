/* SPDX-License-Identifier: MIT */
/* healthcheck: the program in docker's form, how often it runs, and what docker would refuse. */
#include "unit.h"

#include "image/healthcheck.h"
#include "lib/cleanup.h"

/* The member Healthcheck for the program TEST, unless that is NULL, and TEXT of MEMBER, likewise.
 */
static struct text healthcheck(const char *test, const char *member, const char *text)
{
	_cleanup_json_ json_t *config = json_object();

	if (member) {
		_cleanup_free_ char *name = xprintf("HEALTHCHECK.%s", member);
		const struct projectvalue value = {name, text};

		healthcheck_take_member(config, &value, member);
	}
	if (test) {
		const struct projectvalue value = {"HEALTHCHECK", test};

		healthcheck_take(config, &value);
	}
	healthcheck_check(config);
	return json_canonical(config);
}

static void assert_healthcheck(
	const char *test, const char *member, const char *text, const char *wanted)
{
	_cleanup_(text_free) struct text said = healthcheck(test, member, text);

	assert_string_equal(text_string(&said), wanted);
}

static void programs(void **state)
{
	(void)state;
	assert_healthcheck(NULL, NULL, NULL, "{}");
	assert_healthcheck("a b", NULL, NULL, "{\"Healthcheck\":{\"Test\":[\"CMD\",\"a\",\"b\"]}}");
	assert_healthcheck("CMD a", NULL, NULL, "{\"Healthcheck\":{\"Test\":[\"CMD\",\"a\"]}}");
	assert_healthcheck("CMD-SHELL 'a || b'", NULL, NULL,
		"{\"Healthcheck\":{\"Test\":[\"CMD-SHELL\",\"a || b\"]}}");
	assert_healthcheck("NONE", NULL, NULL, "{\"Healthcheck\":{\"Test\":[\"NONE\"]}}");
}

static void how_often(void **state)
{
	(void)state;
	static const struct {
		const char *member, *text, *key;
		json_int_t wanted; /* nanoseconds, or how many times */
	} members[] = {
		{"interval", "1m30s", "Interval", 90000000000},
		{"timeout", "1ms", "Timeout", 1000000},
		{"start-period", "2s", "StartPeriod", 2000000000},
		{"start-interval", "500ms", "StartInterval", 500000000},
		{"retries", "999999", "Retries", 999999},
	};

	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		_cleanup_json_ json_t *wanted = json_pack("{s:{s:[s], s:I}}", "Healthcheck", "Test",
			"NONE", members[i].key, members[i].wanted);
		_cleanup_(text_free) struct text said = json_canonical(wanted);

		assert_healthcheck("NONE", members[i].member, members[i].text, text_string(&said));
	}
}

static void what_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *test, *member, *text, *message;
	} bad[] = {
		{"[]", NULL, NULL, "PYLOCK_HEALTHCHECK is '[]': names no program"},
		{"NONE a", NULL, NULL, "nothing follows NONE"},
		{"CMD-SHELL", NULL, NULL, "one word follows CMD-SHELL"},
		{"CMD-SHELL a b", NULL, NULL, "one word follows CMD-SHELL"},
		{"CMD", NULL, NULL, "a program follows CMD"},
		{"CMD ''", NULL, NULL, "a program follows CMD"},
		{"a", "interval", "999us",
			"PYLOCK_HEALTHCHECK.interval is '999us': not a duration of at least 1ms"},
		{"a", "timeout", "1x", "not a duration"},
		{"a", "retries", "0", "PYLOCK_HEALTHCHECK.retries is '0': not a number from 1"},
		{"a", "retries", "1000000", "not a number from 1 to 999999"},
		{"a", "retries", "-1", "not a number from 1 to 999999"},
		{"a", "often", "1", "it is none of PYLOCK_HEALTHCHECK.interval"},
		{NULL, "retries", "1", "PYLOCK_HEALTHCHECK is not set, but how often it is done"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_dies(EXIT_NO, bad[i].message,
			healthcheck(bad[i].test, bad[i].member, bad[i].text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(programs),
		cmocka_unit_test(how_often),
		cmocka_unit_test(what_is_refused),
	};
	return run_unit(tests);
}
