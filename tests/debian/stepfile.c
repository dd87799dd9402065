/* SPDX-License-Identifier: MIT */
/* stepfile: lines become steps with their package; bad ones are refused with their place. */
#include "fixture.h"

#include "debian/stepfile.h"

static void read_text(struct stepfile *file, const char *path, const char *content)
{
	file_write(path, content, strlen(content));
	stepfile_read(file, path);
}

static void takes_lines_apart(void **state)
{
	(void)state;
	_cleanup_(stepfile_free) struct stepfile file = {0};

	read_text(&file, "x.steps",
		"# comment\n\n\tmerge bin\npackage a\n  file 0644  0:0 /with blanks in it\n  "
		"|one\n|# two\n"
		"  update-shells\npackage b:amd64\n  omit all of it\n");
	read_text(&file, "y.steps", "known if * then\n");
	assert_int_equal(file.count, 7);
	assert_true(step_is(&file.steps[0], "merge"));
	assert_null(file.steps[0].package);
	assert_int_equal(file.steps[0].line, 3);
	assert_string_equal(file.steps[2].package, "a");
	assert_null(file.steps[2].architecture);
	assert_string_equal(file.steps[2].words[1], "0:0");
	assert_string_equal(file.steps[2].words[2], "/with blanks in it");
	assert_string_equal(text_string(&file.steps[2].content), "one\n# two\n");
	assert_string_equal(file.steps[3].package, "a");
	assert_null(file.steps[3].words[0]);
	assert_string_equal(file.steps[5].package, "b");
	assert_string_equal(file.steps[5].architecture, "amd64");
	assert_string_equal(file.steps[5].words[0], "all of it");
	assert_string_equal(file.steps[6].path, "y.steps");
	assert_null(file.steps[6].package);
}

static void refuse(const char *content)
{
	struct stepfile file = {0};

	read_text(&file, "x.steps", content);
}

/* A package of one file is not that of the next. */
static void refuse_continued(void)
{
	struct stepfile file = {0};

	read_text(&file, "x.steps", "package a\nfile 0644 0:0 /a\n");
	read_text(&file, "y.steps", "\n|x\n");
}

static void refuses_bad_lines(void **state)
{
	(void)state;
	const struct {
		const char *lines, *message;
	} bad[] = {
		{"\nmerg bin\n", "x.steps:2: 'merg' is not a step"},
		{"link /a b\n", "x.steps:1: link: no package was named before it"},
		{"package a\nlink /a\n", "x.steps:2: link: 2 words must follow"},
		{"package a\nupdate-shells x\n",
			"x.steps:2: update-shells: only 0 words may follow"},
		{"package a\nlink /a b\n|x\n", "x.steps:3: content, but no file before it"},
		{"|x\n", "x.steps:1: content, but no file before it"},
		{"package a:sparc\n", "x.steps:1: package: 'sparc' is no architecture"},
		{"package a:\n", "x.steps:1: package: '' is no architecture"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_dies(EXIT_NO, bad[i].message, refuse(bad[i].lines));
	assert_dies(EXIT_NO, "y.steps:2: content, but no file before it", refuse_continued());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_lines_apart),
		cmocka_unit_test(refuses_bad_lines),
	};
	return run_in_directory(tests);
}
