/* SPDX-License-Identifier: MIT */
/* paxrecords: records one by one, and texts that are none. Archives with them: tarcheck.t. */
#include "unit.h"

#include "image/paxrecords.h"

static void reads(void **state)
{
	static const char text[] = "8 path=\n19 size=1234567890\n12 k=a\0b=cd\n";
	unsigned long long number = 0;
	size_t position = 0;
	struct pax_record record;

	(void)state;
	assert_null(paxrecords_next(text, sizeof text - 1, &position, &record));
	assert_true(paxrecord_is(&record, "path"));
	assert_false(paxrecord_is(&record, "pat"));
	assert_int_equal(record.value_length, 0);
	assert_false(paxrecord_number(&record, &number));
	assert_null(paxrecords_next(text, sizeof text - 1, &position, &record));
	assert_true(paxrecord_number(&record, &number));
	assert_int_equal(number, 1234567890);
	assert_true(paxrecord_has(&record, "1234567890"));
	assert_null(paxrecords_next(text, sizeof text - 1, &position, &record));
	assert_memory_equal(record.value, "a\0b=cd", 6);
	assert_int_equal(record.value_length, 6);
	assert_false(paxrecord_number(&record, NULL));
	assert_null(paxrecords_next(text, sizeof text - 1, &position, &record));
	assert_null(record.key);
}

static void refuses(void **state)
{
	static const char *const wrong[] = {"path", "9", "9 ", "9 path=a", "8 path=a\n",
		"11 path=a\n", "7 path\n", "4 =\n", "5 =a\n", "+9 path=a\n",
		"99999999999999999999 a=b\n"};
	struct pax_record record;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		size_t position = 0;

		assert_non_null(paxrecords_next(wrong[i], strlen(wrong[i]), &position, &record));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(reads), cmocka_unit_test(refuses)};

	return run_unit(tests);
}
