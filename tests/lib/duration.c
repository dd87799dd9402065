/* SPDX-License-Identifier: MIT */
/* duration: what Go's time.ParseDuration gives, and seconds without a unit. */
#include "unit.h"

#include "lib/duration.h"

static void durations(void **state)
{
	(void)state;
	const struct {
		const char *text;
		int64_t nanoseconds;
	} good[] = {
		{"30s", 30000000000},
		{"1m30s", 90000000000},
		{"500ms", 500000000},
		{"1.5h", 5400000000000},
		{"0.3s", 300000000},
		{"5", 5000000000},
		{"0", 0},
		{"1h0m0.000000001s", 3600000000001},
		{"100us", 100000},
		{"7ns", 7},
		{"9151488000s", 9151488000000000000},
	};
	const char *const bad[] = {"", "s", "-1s", "1x", "1 s", "1m30", "1.", ".5s", "1e3s",
		"3000000h", "9999999999999999999s", "1S", "often", "+3s", "9151488000s1ns"};
	int64_t nanoseconds;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_true(duration_parse(good[i].text, &nanoseconds));
		assert_int_equal(nanoseconds, good[i].nanoseconds);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (duration_parse(bad[i], &nanoseconds))
			fail_msg("%s: is taken", bad[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(durations)};
	return run_unit(tests);
}
