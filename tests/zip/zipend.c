/* SPDX-License-Identifier: MIT */
/* zipend: end records as APPNOTE 4.3.14 to 4.3.16 lays them out, for 3 bytes of data and a
 * directory of 5. */
#include "unit.h"

#include "zip/zipend.h"

#define DATA "abcdirec"
#define END64(count)                                                    \
	"PK\6\6\54\0\0\0\0\0\0\0\55\0\55\0\0\0\0\0\0\0\0\0" count count \
	"\5\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0"
#define TWO "\2\0\0\0\0\0\0\0"
#define LOCATOR(at) "PK\6\7\0\0\0\0" at "\0\0\0\0\0\0\0\1\0\0\0"
#define END(count, size, offset) "PK\5\6\0\0\0\0" count count size offset "\0\0"
#define UNKNOWN END("\xff\xff", "\xff\xff\xff\xff", "\xff\xff\xff\xff")

static struct zip_end end_of(const char *bytes, size_t length)
{
	FILE *file = tmpfile();
	struct zip zip = {.subject = (char *)"t.zip", .fd = fileno(file), .size = length};

	assert_int_equal(fwrite(bytes, 1, length, file), length);
	fflush(file);
	struct zip_end end = zip_end_of(&zip);

	fclose(file);
	return end;
}

#define end_of_literal(literal) end_of(literal, sizeof(literal) - 1)

static void end_is(struct zip_end end)
{
	assert_int_equal(end.count, 2);
	assert_int_equal(end.offset, 3);
	assert_int_equal(end.size, 5);
	assert_int_equal(end.after, 8);
}

static void both_forms_are_read(void **state)
{
	(void)state;
	end_is(end_of_literal(DATA END("\2\0", "\5\0\0\0", "\3\0\0\0")));
	end_is(end_of_literal(DATA END64(TWO) LOCATOR("\10") UNKNOWN));
	end_is(end_of_literal(DATA END64(TWO) LOCATOR("\10") END("\2\0", "\5\0\0\0", "\3\0\0\0")));
}

/* As Python's zipfile writes an archive of nothing. */
static void nothing_but_the_end(void **state)
{
	(void)state;
	struct zip_end end = end_of_literal(END("\0\0", "\0\0\0\0", "\0\0\0\0"));

	assert_int_equal(end.count, 0);
	assert_int_equal(end.size, 0);
}

static void records_that_disagree_are_refused(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "t.zip: the central directory is not where",
		end_of_literal(DATA END("\2\0", "\5\0\0\0", "\2\0\0\0")));
	assert_dies(EXIT_NO, "t.zip: the central directory is not where",
		end_of_literal(DATA END("\2\0", "\11\0\0\0", "\3\0\0\0")));
	assert_dies(
		EXIT_NO, "t.zip: the central directory is not where", end_of_literal(DATA UNKNOWN));
	assert_dies(EXIT_NO, "t.zip: the two end records disagree",
		end_of_literal(DATA END64(TWO) LOCATOR("\10") END("\3\0", "\5\0\0\0", "\3\0\0\0")));
	assert_dies(EXIT_NO, "t.zip: the zip64 end record is not where",
		end_of_literal(DATA END64(TWO) LOCATOR("\7") UNKNOWN));
	assert_dies(EXIT_NO, "t.zip: bad zip64 end record",
		end_of_literal(DATA DATA DATA DATA DATA DATA DATA DATA LOCATOR("\10") UNKNOWN));
	assert_dies(EXIT_NO, "t.zip: the archive is spread over several disks",
		end_of_literal(DATA "PK\5\6\1\0\1\0\2\0\2\0\5\0\0\0\3\0\0\0\0\0"));
	assert_dies(EXIT_NO, "t.zip: more entries than are allowed",
		end_of_literal(DATA END64("\0\0\0\0\1\0\0\0") LOCATOR("\10") UNKNOWN));
}

static void comments_are_no_hiding_place(void **state)
{
	(void)state;
	end_is(end_of_literal(DATA "PK\5\6\0\0\0\0\2\0\2\0\5\0\0\0\3\0\0\0\4\0fine"));
	assert_dies(EXIT_NO, "t.zip: there are bytes after the end",
		end_of_literal(DATA "PK\5\6\0\0\0\0\2\0\2\0\5\0\0\0\3\0\0\0\3\0fine"));
	assert_dies(EXIT_NO, "t.zip: there are bytes after the end",
		end_of_literal(
			DATA "PK\5\6\0\0\0\0\2\0\2\0\5\0\0\0\3\0\0\0\33\0PK\5\6" DATA DATA "more"));
	assert_dies(
		EXIT_NO, "t.zip: not a zip archive, or cut off", end_of_literal(DATA DATA DATA));
	assert_dies(EXIT_NO, "t.zip: not a zip archive", end_of_literal(DATA));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_forms_are_read),
		cmocka_unit_test(nothing_but_the_end),
		cmocka_unit_test(records_that_disagree_are_refused),
		cmocka_unit_test(comments_are_no_hiding_place),
	};
	return run_unit(tests);
}
