/* SPDX-License-Identifier: MIT */
/* instant: what Go's reader of RFC 3339 takes, and seconds since 1970. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/instant.h"

static void times(void **state)
{
	(void)state;
	const char *const good[] = {"1980-01-01T00:00:00Z", "2026-11-22T10:00:00.123456789Z",
		"2024-02-29T23:59:59+01:30", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"};
	const char *const bad[] = {"", "yesterday", "2026-11-22", "2026-11-22T10:00:00",
		"2026-02-30T00:00:00Z", "2025-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
		"2026-01-01T24:00:00Z", "2026-01-01T00:00:60Z", "2026-01-01 00:00:00Z",
		"2026-01-01t00:00:00Z", "2026-01-01T00:00:00z", "2026-1-01T00:00:00Z",
		"2026- 1-01T00:00:00Z", "2026-01-01T00:00:00+ 1:00", "2026-01-01T00:00:00.Z",
		"2026-01-01T00:00:00+1:00", "2026-01-01T00:00:00+25:00", "2026-01-01T00:00:00Zx"};

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (!instant_is(good[i]))
			fail_msg("%s: is not taken", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (instant_is(bad[i]))
			fail_msg("%s: is taken", bad[i]);
}

static void assert_parsed(const char *text, const char *wanted)
{
	_cleanup_free_ char *parsed = instant_parse(text);

	assert_string_equal(parsed, wanted);
}

static void seconds(void **state)
{
	(void)state;
	assert_parsed("0", "1970-01-01T00:00:00Z");
	assert_parsed("1700000000", "2023-11-14T22:13:20Z");
	assert_parsed("253402300799", "9999-12-31T23:59:59Z");
	assert_parsed("2026-01-01T00:00:00+01:00", "2026-01-01T00:00:00+01:00");
	assert_null(instant_parse("253402300800"));
	assert_null(instant_parse("-1"));
	assert_null(instant_parse("1.5"));
	assert_null(instant_parse("99999999999999999999999"));
	assert_null(instant_parse(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(times), cmocka_unit_test(seconds)};
	return run_unit(tests);
}
