/* SPDX-License-Identifier: MIT */
/* zipextra: extra fields as APPNOTE 4.5 lays them out: two bytes that say the kind, two the length.
 */
#include "unit.h"

#include "zip/zipextra.h"

#define ZIP64(length, values) "\1\0" length "\0" values
#define TIMES "\x55\x54\5\0\1abcd"
#define SIX "\6\0\0\0\0\0\0\0"
#define HUGE "\0\0\0\0\2\0\0\0"

static const struct zip zip = {.subject = (char *)"t.zip"};
static const struct zip_entry entry = {.name = "a"};

#define extra_of(literal) zip_extra_of(&zip, &entry, literal, sizeof(literal) - 1)

static void values_in_their_order(void **state)
{
	(void)state;
	struct zip_extra extra = extra_of(TIMES ZIP64("\20", SIX HUGE));

	assert_int_equal(extra.length, 16);
	assert_int_equal(zip_extra_wide(&zip, &entry, 7, &extra), 7);
	assert_int_equal(zip_extra_wide(&zip, &entry, UINT32_MAX, &extra), 6);
	assert_int_equal(zip_extra_wide(&zip, &entry, 0, &extra), 0);
	assert_int_equal(zip_extra_wide(&zip, &entry, UINT32_MAX, &extra), UINT64_C(2) << 32);
	assert_dies(EXIT_NO, "t.zip: a: its zip64 field is missing or too short",
		zip_extra_wide(&zip, &entry, UINT32_MAX, &extra));
}

static void no_values(void **state)
{
	(void)state;
	struct zip_extra none = extra_of(""), others = extra_of(TIMES),
			 few = extra_of(ZIP64("\4", "abcd"));

	assert_int_equal(none.length, 0);
	assert_int_equal(others.length, 0);
	assert_dies(EXIT_NO, "t.zip: a: its zip64 field is missing or too short",
		zip_extra_wide(&zip, &entry, UINT32_MAX, &others));
	assert_dies(EXIT_NO, "t.zip: a: its zip64 field is missing or too short",
		zip_extra_wide(&zip, &entry, UINT32_MAX, &few));
}

static void damaged_fields_are_refused(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "t.zip: a: bad extra field", extra_of("\1\0\10"));
	assert_dies(EXIT_NO, "t.zip: a: bad extra field", extra_of(ZIP64("\11", SIX)));
	assert_dies(EXIT_NO, "t.zip: a: bad extra field", extra_of(TIMES "x"));
	assert_dies(EXIT_NO, "t.zip: a: two zip64 fields",
		extra_of(ZIP64("\10", SIX) ZIP64("\10", SIX)));
	assert_dies(
		EXIT_NO, "t.zip: a: two zip64 fields", extra_of(ZIP64("\0", "") ZIP64("\0", "")));
	assert_dies(EXIT_NO, "t.zip: a: an extra field gives it another name",
		extra_of(TIMES "\x75\x70\1\0a"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_in_their_order),
		cmocka_unit_test(no_values),
		cmocka_unit_test(damaged_fields_are_refused),
	};
	return run_unit(tests);
}
