/* SPDX-License-Identifier: MIT */
/* moment: times as indexes write them. Expected values are those of Python's datetime. */
#include "unit.h"

#include "lib/moment.h"

static void times(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t microseconds;
	} good[] = {
		{"1970-01-01", 0},
		{"2026-11-01", 1793491200000000},
		{"2024-02-29T23:59", 1709251140000000},
		{"2023-05-22T18:30:26Z", 1684780226000000},
		{"2023-05-22T18:30:26.1234567Z", 1684780226123456},
		{"2023-05-22 20:30:26.5+02:00", 1684780226500000},
		{"2023-05-22T16:00:26-0230", 1684780226000000},
		{"1969-12-31T23:59:59.5Z", -500000},
	};
	static const char *const bad[] = {"", "soon", "2023", "2023-02-29", "2023-13-01",
		"2023-00-01", "2023-01-32", "0000-01-01", "2023-1-1", "2023-01-01T",
		"2023-01-01T24:00", "2023-01-01T10:60", "2023-01-01T10:00:60",
		"2023-01-01T10:00:00.", "2023-01-01T10:00:00x", "2023-01-01T10:00:00Zx",
		"2023-01-01T10:00:00+25:00", "2023-01-01X10:00", "2023-01-01T10:00:00+0"};
	int64_t microseconds;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_true(moment_parse(good[i].text, &microseconds));
		assert_int_equal(microseconds, good[i].microseconds);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(moment_parse(bad[i], &microseconds));
}

static void a_date_lasts_until_its_end(void **state)
{
	(void)state;
	int64_t limit;

	assert_true(moment_limit("2026-11-01", &limit));
	assert_int_equal(limit, 1793577600000000);
	assert_true(moment_limit("2026-11-01T00:00:00Z", &limit));
	assert_int_equal(limit, 1793491200000000);
	assert_false(moment_limit("x", &limit));
}

static void to_the_second(void **state)
{
	(void)state;
	char text[MOMENT_BYTES];

	moment_text(1684780226999999, text);
	assert_string_equal(text, "2023-05-22T18:30:26Z");
	moment_text(-1, text);
	assert_string_equal(text, "1969-12-31T23:59:59Z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times),
		cmocka_unit_test(a_date_lasts_until_its_end),
		cmocka_unit_test(to_the_second),
	};
	return run_unit(tests);
}
