/* SPDX-License-Identifier: MIT */
/* record: RECORD as Python's csv module reads and writes it. */
#include "unit.h"

#include "lib/cleanup.h"
#include "pypa/record.h"

/* SHA-256 of "hello\n", in URL-safe base 64. */
#define SHA256 "WJG1tSLV3whtD_CxEPvZ0hu0_HFjrzTQgoai6Eb2vgM"

/* /dev/null stands for the wheel: nobody allows that. */
static struct flaws flaws = {.subject = "a.whl", .path = "/dev/null"};

static struct record parse(const char *string, size_t length)
{
	struct text text = {0};

	text_add(&text, string, length);
	return record_parse(&text, "a.whl: RECORD", &flaws);
}

static void refuse(const char *string, const char *message)
{
	assert_dies(EXIT_NO, message, parse(string, strlen(string)));
}

/* The rows are those of list(csv.reader(text.splitlines())). */
static void reads_rows(void **state)
{
	(void)state;
	const char text[] = "b.py,sha256=" SHA256 ",6\r\n"
			    "\"a,\"\"b\"\".py\",sha256=" SHA256 ",12345678901\n"
			    "na\xc3\xafve \"x\".py,sha256=" SHA256 ",0\n"
			    "a.dist-info/RECORD,,";
	struct record record = parse(text, sizeof text - 1);

	assert_int_equal(record.count, 4);
	assert_non_null(record_find(&record, "b.py"));
	assert_int_equal(record_find(&record, "b.py")->size, 6);
	assert_int_equal(record_find(&record, "b.py")->hash.algorithm, RECORD_SHA256);
	assert_int_equal(record_find(&record, "a,\"b\".py")->size, 12345678901);
	assert_non_null(record_find(&record, "na\xc3\xafve \"x\".py"));
	assert_int_equal(
		record_find(&record, "a.dist-info/RECORD")->hash.algorithm, RECORD_NO_HASH);
	assert_null(record_find(&record, "a.dist-info"));
	record_free(&record);
	record = parse("", 0);
	assert_int_equal(record.count, 0);
	record_free(&record);
}

static void refuses_what_is_no_record(void **state)
{
	(void)state;
	refuse("a.py", "a.whl: RECORD: line 1: not a path, a hash and a size");
	refuse("a.py,,\n\nb.py,,\n", "line 2: not a path, a hash and a size");
	refuse("a.py,,,\n", "line 1: not a path, a hash and a size");
	refuse(",,\n", "line 1: not a path, a hash and a size");
	refuse("\"a.py,,\n", "line 1: a quote is not closed");
	refuse("\"a\"b,,\n", "line 1: there are characters after a closing quote");
	refuse("a.py,sha256=" SHA256 ",\n", "line 1: the size is not a number");
	refuse("a.py,sha256=" SHA256 "=,6\n", "line 1: the hash is not URL-safe base 64");
	refuse("a.py,sha256=" SHA256 ",-1\n", "line 1: the size is not a number");
	refuse("a.py,sha256=" SHA256 ",9999999999999999999\n", "line 1: the size is not a number");
	refuse("a.py,,5\n", "line 1: a size without a hash");
	refuse("a.py,md5=sZRqySSS0jR8YjW00mERhA,6\n", "line 1: 'md5' is not one of the hashes");
	refuse("a.py,sha1=8_GBROTYnH5oh2q12Mu4Qf4_x6I,6\n",
		"line 1: 'sha1' is not one of the hashes");
	refuse("a.py," SHA256 ",6\n", "is not one of the hashes");
	refuse("a.py,sha256,6\n", "line 1: the hash is not URL-safe base 64");
	refuse("a.py,sha256=WJG1tSLV3whtD_CxEPvZ0hu0_HFjrzTQgoai6Eb2+/M,6\n",
		"the hash is not URL-safe base 64");
	refuse("a.py,sha256=WJG1tSLV3whtD_CxEPvZ0hu0_HFjrzTQgoai6Eb2vgN,6\n",
		"the hash is not URL-safe base 64");
	refuse("a.py,sha512=" SHA256 ",6\n", "the hash is not URL-safe base 64");
	refuse("\xff.py,,\n", "a.whl: RECORD: line 1: \\xff.py: is not UTF-8");
	refuse("a.py,\x1b[2J,\n", "a.whl: RECORD: line 1: a.py: has a control character");
	assert_dies(EXIT_NO, "a.whl: RECORD: has a NUL", parse("a\0b,,\n", 6));
}

/* The rows of a wheel that the user allows come back as they stood. */
static void rows_are_kept_as_they_are(void **state)
{
	(void)state;
	struct digest nothing = {
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"};
	const struct allowance allowance = {.count = 1, .wheels = &nothing};
	const char text[] = "a.py,sha256=" SHA256 "=,6\nb.py,sha256=" SHA256 ",\nb.py,md5=x,5\n"
			    "c.py,sha256=" SHA256 ",06\nd.py\n\"e,\",,\"1,2\",more\n";

	flaws.allowance = &allowance;
	_cleanup_(record_free) struct record record = parse(text, sizeof text - 1);

	flaws.allowance = NULL;
	assert_int_equal(record.count, 6);
	assert_int_equal(record.rows[0].hash.algorithm, RECORD_NO_HASH);
	assert_true(record.rows[0].odd && record.rows[0].has_size);
	assert_int_equal(record.rows[1].hash.algorithm, RECORD_SHA256);
	assert_true(record.rows[1].odd && !record.rows[1].has_size);
	assert_true(record_find(&record, "b.py") == &record.rows[1]);
	assert_int_equal(record.rows[3].size, 6);
	assert_true(record.rows[3].odd);
	assert_false(record.rows[4].odd);
	_cleanup_(text_free) struct text out = {0};

	for (size_t i = 0; i < record.count; i++) {
		_cleanup_free_ char *tail = record_tail(record.rows[i].fields);

		record_add_tail(&out, record.rows[i].path, tail);
	}
	assert_string_equal(out.bytes,
		"a.py,sha256=" SHA256 "=,6\r\nb.py,sha256=" SHA256 ",\r\nb.py,md5=x,5\r\n"
		"c.py,sha256=" SHA256 ",06\r\nd.py,,\r\n\"e,\",,\"1,2\"\r\n");
	assert_int_equal(flaws.found[FLAW_NO_HASH].count, 3);
	assert_int_equal(flaws.found[FLAW_FIELDS].count, 2);
	flaws_free(&flaws);
}

/* hashlib.new(NAME, b"hello\n"), and csv.writer's rows */
static void writes_rows_as_pip_does(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text out = {0};
	const struct record_hash none = {0}, hash = record_hash_of("hello\n", 6);

	record_add(&out, "b.py", &hash, 6);
	record_add(&out, "a,\"b\" c.py", &hash, 6);
	record_add(&out, "na\xc3\xafve.py", &hash, 6);
	record_add(&out, "RECORD", &none, 17);
	assert_string_equal(out.bytes, "b.py,sha256=" SHA256 ",6\r\n"
				       "\"a,\"\"b\"\" c.py\",sha256=" SHA256 ",6\r\n"
				       "na\xc3\xafve.py,sha256=" SHA256 ",6\r\n"
				       "RECORD,,\r\n");
	struct digest digest = record_hash_digest(&hash);

	assert_string_equal(
		digest.hex, "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03");
}

static void long_hashes_come_back_as_they_were(void **state)
{
	(void)state;
	const struct {
		enum record_algorithm algorithm;
		const char *row;
	} rows[] = {
		{RECORD_SHA384, "a,sha384=HQ8oTv4-3qS5yjvVFPoTSxfq42HMx6Hu_v-"
				"AG5vWYE4B8h9r8knvAwWZ8MIY8rqM,6\r\n"},
		{RECORD_SHA512, "a,sha512=58IrmUxZ2c8rSOVJseJGZmNgRZMNPafBrLKZ0cO3-"
				"TH5Sq5B7dosKyB6NuEPi8uNRSI-VIePWzFufOO2vAGWKQ,6\r\n"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct record record = parse(rows[i].row, strlen(rows[i].row));
		_cleanup_(text_free) struct text out = {0};
		struct record_hasher hasher;

		assert_int_equal(record.rows[0].hash.algorithm, rows[i].algorithm);
		record_add(&out, "a", &record.rows[0].hash, 6);
		assert_string_equal(out.bytes, rows[i].row);
		record_hash_begin(&hasher, rows[i].algorithm);
		record_hash_add(&hasher, "hel", 3);
		record_hash_add(&hasher, "lo\n", 3);
		struct record_hash hash = record_hash_end(&hasher),
				   sha256 = record_hash_of("hello\n", 6);

		assert_true(record_hash_equal(&hash, &record.rows[0].hash));
		assert_false(record_hash_equal(&hash, &sha256));
		record_free(&record);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_rows),
		cmocka_unit_test(refuses_what_is_no_record),
		cmocka_unit_test(rows_are_kept_as_they_are),
		cmocka_unit_test(writes_rows_as_pip_does),
		cmocka_unit_test(long_hashes_come_back_as_they_were),
	};
	return run_unit(tests);
}
