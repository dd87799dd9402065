/* SPDX-License-Identifier: MIT */
/* tarheader: numbers in their forms, and headers that not all read in one way. */
#include "unit.h"

#include "image/tarheader.h"

static bool is(const char *field, size_t length, uint64_t wanted)
{
	uint64_t number;

	return tarheader_number((const unsigned char *)field, length, &number) && number == wanted;
}

static void numbers(void **state)
{
	uint64_t number;

	(void)state;
	assert_true(is("0000644\0", 8, 0644));
	assert_true(is("    644 ", 8, 0644));
	assert_true(is("\0\0\0\0\0\0\0\0", 8, 0));
	assert_true(is("\x80\0\0\0\0\0\1\2", 8, 258));
	assert_false(is("0000648\0", 8, 064));
	assert_false(is("644 \0 1 ", 8, 0644));
	assert_false(is("\0"
			"000644\0",
		8, 0644));
	assert_false(tarheader_number(
		(const unsigned char *)"\xff\xff\xff\xff\xff\xff\xff\xff", 8, &number));
	assert_false(
		tarheader_number((const unsigned char *)"\x80\0\1\0\0\0\0\0\0\0\0\0", 12, &number));
}

/* A header of an empty file, with its checksum. */
static void make(unsigned char block[TARCHECK_BLOCK], size_t at, const char *bytes)
{
	unsigned sum = 8 * ' ';

	memset(block, 0, TARCHECK_BLOCK);
	memcpy(block, "name", 4);
	memcpy(block + 257,
		"ustar\0"
		"00",
		8);
	memcpy(block + at, bytes, strlen(bytes));
	memset(block + 148, 0, 8);
	for (size_t i = 0; i < TARCHECK_BLOCK; i++)
		sum += block[i];
	snprintf((char *)block + 148, 8, "%06o", sum);
}

static void headers(void **state)
{
	unsigned char block[TARCHECK_BLOCK];

	(void)state;
	make(block, 345, "prefix");
	assert_null(tarheader_fault(block));
	block[0]++;
	assert_string_equal(tarheader_fault(block), "a header whose checksum is wrong");
	make(block, 100, "x");
	assert_string_equal(tarheader_fault(block), "a field of a header is not a number");
	make(block, 508, "tar");
	assert_string_equal(tarheader_fault(block), "a header of star's");
	make(block, 257, "ustar  ");
	block[264] = 0;
	assert_non_null(tarheader_fault(block)); /* the checksum was of another version */
	make(block, 262, "x");
	assert_string_equal(tarheader_fault(block), "a header of no known format");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(numbers), cmocka_unit_test(headers)};

	return run_unit(tests);
}
