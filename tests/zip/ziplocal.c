/* SPDX-License-Identifier: MIT */
/* ziplocal: local headers and data descriptors as APPNOTE 4.3.7 and 4.3.9 lay them out, for the
 * entries `b`, of the bytes xyz, and `a`, of none. */
#include "unit.h"

#include "zip/ziplocal.h"

#define HEADER(flags, crc, size, name, extra) \
	"PK\3\4\24\0" flags "\0\0\0\0\0\41\0" crc size "\0\0\0" size "\0\0\0\1\0" extra "\0" name
#define CRC "\1\2\3\4"
#define FIRST HEADER("\0", CRC, "\3", "b", "\0") "xyz"
#define STREAMED HEADER("\10", "\0\0\0\0", "\0", "b", "\0") "xyz"
#define LAST HEADER("\0", "\0\0\0\0", "\0", "a", "\0")
#define THREE "\3\0\0\0"

/* Checks a file of these bytes, in which the second entry's header begins at SECOND; returns where
 * the data of the first one begins. */
static uint64_t check(const char *bytes, size_t length, size_t second, uint16_t flags)
{
	FILE *file = tmpfile();
	struct zip_entry entries[] = {
		{.name = "a", .header = second},
		{.name = "b", .compressed_size = 3, .size = 3, .crc = 0x04030201, .flags = flags},
	};
	struct zip zip = {.subject = (char *)"t.zip",
		.fd = fileno(file),
		.size = length,
		.count = 2,
		.entries = entries};

	assert_int_equal(fwrite(bytes, 1, length, file), length);
	fflush(file);
	zip_local_check(&zip, length);
	fclose(file);
	assert_string_equal(entries[0].name, "b");
	assert_int_equal(entries[1].data, length);
	return entries[0].data;
}

#define check_literal(first, flags) \
	check(first LAST, sizeof(first LAST) - 1, sizeof(first) - 1, flags)

static void data_is_found(void **state)
{
	(void)state;
	assert_int_equal(check_literal(FIRST, 0), 31);
	assert_int_equal(check_literal(HEADER("\0", CRC, "\3", "b", "\5") "\x99\0\1\0."
									  "xyz",
				 0),
		36);
}

static void data_descriptors(void **state)
{
	(void)state;
	assert_int_equal(check_literal(STREAMED CRC THREE THREE, ZIP_DESCRIPTOR), 31);
	assert_int_equal(check_literal(STREAMED "PK\7\10" CRC THREE THREE, ZIP_DESCRIPTOR), 31);
	assert_int_equal(
		check_literal(STREAMED CRC THREE "\0\0\0\0" THREE "\0\0\0\0", ZIP_DESCRIPTOR), 31);
	assert_int_equal(check_literal(STREAMED "PK\7\10" CRC THREE "\0\0\0\0" THREE "\0\0\0\0",
				 ZIP_DESCRIPTOR),
		31);
	assert_dies(EXIT_NO, "t.zip: b: is followed by bytes that belong to no entry, or a wrong",
		check_literal(STREAMED CRC "\4\0\0\0" THREE, ZIP_DESCRIPTOR));
	assert_dies(EXIT_NO, "t.zip: b: is followed by bytes that belong to no entry, or a wrong",
		check_literal(STREAMED "\4\3\2\1" THREE THREE, ZIP_DESCRIPTOR));
	assert_dies(EXIT_NO, "t.zip: b: is followed by bytes that belong to no entry, or a wrong",
		check_literal(STREAMED, ZIP_DESCRIPTOR));
}

static void what_disagrees_is_refused(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "t.zip: b: has another name in its local header",
		check_literal(HEADER("\0", CRC, "\3", "c", "\0") "xyz", 0));
	assert_dies(EXIT_NO, "t.zip: b: its local header has other flags or another method",
		check_literal(FIRST, ZIP_DESCRIPTOR));
	assert_dies(EXIT_NO, "t.zip: b: its local header has another size or CRC",
		check_literal(HEADER("\0", CRC, "\2", "b", "\0") "xyz", 0));
	assert_dies(EXIT_NO, "t.zip: b: its local header has another size or CRC",
		check_literal(HEADER("\0", "\0\0\0\0", "\3", "b", "\0") "xyz", 0));
	assert_dies(
		EXIT_NO, "t.zip: b: there is no local header", check_literal("PK\1\2" FIRST, 0));
}

static void no_gaps_and_overlaps(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "t.zip: b: is followed by bytes that belong to no entry",
		check_literal(FIRST ".", 0));
	assert_dies(EXIT_NO, "t.zip: b: overlaps what follows it",
		check(FIRST LAST, sizeof(FIRST LAST) - 1, sizeof(FIRST) - 2, 0));
	struct zip none = {.subject = (char *)"t.zip"};

	zip_local_check(&none, 0);
	assert_dies(EXIT_NO, "t.zip: there are bytes before the first entry",
		zip_local_check(&none, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(data_is_found),
		cmocka_unit_test(data_descriptors),
		cmocka_unit_test(what_disagrees_is_refused),
		cmocka_unit_test(no_gaps_and_overlaps),
	};
	return run_unit(tests);
}
