/* SPDX-License-Identifier: MIT */
/* recordcheck: what each row of RECORD that is not as it should be is taken for, and what of it
 * comes back. That pip and uv see the same: tests/layers/wheel-verdicts.t. */
#include "fixture.h"

#include "layers/wheel.h"
#include "makewheel.h"

static struct inflate *inflate;

/* sha256sum and base64 over the content "x\n" */
#define HASH "sha256=c8s4WKaHqElMozIwUwFigvPa051Cz2LKTnndoqrH2aw"
#define RIGHT HASH ",2"

/* Opens a wheel with pkg/a.py, "x\n", whose RECORD has ROWS of it. ALLOWED: by the user. */
static struct wheel *open_with(const char *rows, bool allowed)
{
	static struct allowance allowance;
	struct makewheel made = {0};

	makewheel_add(&made, "pkg/a.py", 0100644, "x\n");
	text_clear(&made.record);
	text_add_string(&made.record, rows);
	makewheel_write(&made, "a", "a.whl");
	_cleanup_(text_free) struct text wheel = file_read("a.whl", 1 << 20);

	allowance_free(&allowance);
	allowance = (struct allowance){0};
	if (allowed)
		allowance_add(&allowance, sha256_of(wheel.bytes, wheel.length).hex);
	return wheel_open("a.whl", "a-1.0-py3-none-any.whl", &allowance, inflate);
}

/* ROWS give the flaw and no other, with MESSAGE, and as many rows come back as KEPT says. */
static void assert_flaw(const char *rows, enum flaw flaw, const char *message, size_t kept)
{
	_cleanup_(wheel_close) struct wheel *wheel = open_with(rows, flaw >= FLAWS_NOTED);

	for (size_t i = 0; i < FLAWS; i++)
		if (i != flaw)
			assert_null(wheel->flaws->found[i].text);
	assert_non_null(wheel->flaws->found[flaw].text);
	assert_string_equal(wheel->flaws->found[flaw].text, message);
	assert_int_equal(wheel->extra_count, kept);
}

static void a_right_record_has_no_flaw(void **state)
{
	(void)state;
	_cleanup_(wheel_close) struct wheel *wheel = open_with("pkg/a.py," RIGHT "\n", false);

	for (size_t i = 0; i < FLAWS; i++)
		assert_null(wheel->flaws->found[i].text);
	assert_int_equal(wheel->extra_count, 0);
	assert_false(record_find(&wheel->record, "pkg/a.py")->odd);
}

static void files_without_a_right_row(void **state)
{
	(void)state;
	assert_flaw("", FLAW_NO_ROW, "pkg/a.py: is not in RECORD", 0);
	assert_flaw("pkg/a.py,,\n", FLAW_NO_HASH, "pkg/a.py: RECORD has no hash for it", 0);
	assert_flaw("pkg/a.py," HASH ",3\n", FLAW_SIZE, "pkg/a.py: has 2 bytes, RECORD says 3", 0);
	assert_dies(EXIT_NO, "a-1.0-py3-none-any.whl: pkg/a.py: is not in RECORD; to take it all",
		open_with("", false));
	assert_dies(EXIT_NO, "pkg/a.py: RECORD has no hash", open_with("pkg/a.py,,\n", false));
	assert_dies(
		EXIT_NO, "has 2 bytes, RECORD says 3", open_with("pkg/a.py," HASH ",3\n", false));
}

static void rows_without_a_file(void **state)
{
	const char *const row = "pkg/a.py," RIGHT "\n";
	const struct {
		const char *more;
		enum flaw flaw;
		const char *message;
	} cases[] = {
		{"b.py,,\n", FLAW_NO_FILE, "RECORD: b.py: is not in the archive"},
		{"pkg/a.py/,,\n", FLAW_NO_FILE, "RECORD: pkg/a.py/: is not in the archive"},
		{"pkg,,\n", FLAW_DIRECTORY_ROW, "RECORD: pkg: is a directory"},
		{"pkg//,,\n", FLAW_DIRECTORY_ROW, "RECORD: pkg//: is a directory"},
		{"a-1.0.dist-info/RECORD.jws,,\n", FLAW_SIGNATURE_ROW,
			"RECORD: a-1.0.dist-info/RECORD.jws: is not in the archive"},
		{"a-1.0.dist-info/RECORD.p7s,,\n", FLAW_SIGNATURE_ROW,
			"RECORD: a-1.0.dist-info/RECORD.p7s: is not in the archive"},
		{"pkg/a.py," RIGHT "\n", FLAW_TWO_ROWS, "RECORD: pkg/a.py has two rows"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		_cleanup_free_ char *rows = xprintf("%s%s", row, cases[i].more);

		assert_flaw(rows, cases[i].flaw, cases[i].message, 1);
	}
	assert_dies(EXIT_NO, "RECORD: b.py: is not in the archive; to take it all the same",
		open_with("pkg/a.py," RIGHT "\nb.py,,\n", false));
	assert_dies(EXIT_NO, "RECORD: pkg/a.py has two rows",
		open_with("pkg/a.py," RIGHT "\npkg/a.py," RIGHT "\n", false));
}

static void a_row_in_another_spelling_vouches_for_the_file(void **state)
{
	const char *const spellings[] = {
		"./pkg/a.py", "pkg//a.py", "/pkg/a.py", "pkg\\a.py", "\xef\xbb\xbfpkg/a.py"};

	(void)state;
	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
		_cleanup_free_ char *rows = xprintf("%s," RIGHT "\n", spellings[i]);
		_cleanup_(wheel_close) struct wheel *wheel = open_with(rows, false);
		const struct record_row *row = record_find(&wheel->record, "pkg/a.py");

		assert_non_null(wheel->flaws->found[FLAW_ROW_SPELLING].text);
		assert_non_null(row);
		assert_true(row->odd);
		assert_int_equal(row->size, 2);
		assert_int_equal(wheel->extra_count, 1);
		assert_string_equal(wheel->extra[0].path, spellings[i]);
		assert_string_equal(wheel->extra[0].tail, RIGHT);
	}
	/* a file with a row of its own needs no other */
	assert_flaw("pkg/a.py," RIGHT "\n./pkg/a.py," RIGHT "\n", FLAW_NO_FILE,
		"RECORD: ./pkg/a.py: is not in the archive", 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_right_record_has_no_flaw),
		cmocka_unit_test(files_without_a_right_row),
		cmocka_unit_test(rows_without_a_file),
		cmocka_unit_test(a_row_in_another_spelling_vouches_for_the_file),
	};

	inflate = inflate_new();
	int failed = run_in_directory(tests);

	inflate_free(&inflate);
	return failed;
}
