/* SPDX-License-Identifier: MIT */
/* report: findings, what declares them, and the document. */
#include "unit.h"

#include "verifying.h"

static void declares(void **state)
{
	struct declarations accepted = {0}, allowed = {0};

	(void)state;
	declarations_add(&accepted, "lock/*=first");
	declarations_add(&accepted, "lock/a=second");
	declarations_add(&accepted, "never/*=third");
	declarations_add(&allowed, "my-name=for all of it");
	struct report report = report_begin(&accepted, &allowed);

	report_finding(&report, (.check = "lock", .package = "A"), "one");
	report_finding(&report, (.check = "elf", .package = "My_Name", .subject = "x"), "two");
	report_finding(&report, (.check = "elf", .declared = "itself"), "three %d", 3);
	report_finding(&report, (.check = "elf", .todo = "mend"), "four");
	assert_int_equal(report.errors, 1);
	_cleanup_free_ char *said = verifying_said(&report);

	assert_string_equal(said, "note [lock/a] one (first)\n"
				  "note [elf/my-name/x] two (for all of it)\n"
				  "note [elf/image] three 3 (itself)\n"
				  "FAIL [elf/image] four; mend\n");
	_cleanup_json_ json_t *document = report_document(&report, "t", "m"), *unused;

	unused = json_incref(json_object_get(document, "unused"));
	assert_int_equal(json_array_size(unused), 1);
	assert_string_equal(json_string_value(json_array_get(unused, 0)), "never/*");
	report_free(&report);
	declarations_free(&accepted);
	declarations_free(&allowed);
}

/* A declaration without a reason declares nothing. */
static void wants_reasons(void **state)
{
	struct declarations accepted = {0}, allowed = {0};

	(void)state;
	declarations_add(&accepted, "lock/a");
	struct report report = report_begin(&accepted, &allowed);

	report_finding(&report, (.check = "lock", .package = "a"), "one");
	assert_int_equal(report.errors, 1);
	report_free(&report);
	declarations_free(&accepted);
}

/* As Python's json.dumps(..., indent=2, sort_keys=True) writes it. */
static void writes_ascii(void **state)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_json_ json_t *json = json_of("{'b':'\xc3\xa4 \\\\u00E4 \xf0\x9f\x98\x80','a':[]}");
	const char *path = scratch_path(&scratch, "out");

	(void)state;
	report_write(json, path);
	_cleanup_(text_free) struct text text = file_read(path, 1000);

	assert_string_equal(text_string(&text),
		"{\n  \"a\": [],\n  \"b\": \"\\u00e4 \\\\u00E4 \\ud83d\\ude00\"\n}\n");
}

static void counts(void **state)
{
	_cleanup_free_ char *none = plural(0, "file"), *one = they_are(1, "file"),
			    *many = they_are(1234567, "file"), *three = plural(999, "file");
	_cleanup_json_ json_t *list = json_of("['a','b','c','d','e','f','g']");
	_cleanup_free_ char *some = examples(list), *all = joined(list, "");

	(void)state;
	assert_string_equal(none, "0 files");
	assert_string_equal(one, "1 file is");
	assert_string_equal(many, "1,234,567 files are");
	assert_string_equal(three, "999 files");
	assert_string_equal(some, "a, b, c, d, e and 2 more");
	assert_string_equal(all, "abcdefg");
	json_array_append_new(list, json_integer(1));
	assert_dies(EXIT_NO, "something else than strings", joined(list, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(declares),
		cmocka_unit_test(wants_reasons),
		cmocka_unit_test(writes_ascii),
		cmocka_unit_test(counts),
	};
	return run_unit(tests);
}
