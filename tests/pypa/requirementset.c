/* SPDX-License-Identifier: MIT */
/* requirementset: entries, files and bounds. What files mean is tested in tests/pypa/lockhash.t. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/file.h"
#include "pypa/requirementlines.h"
#include "pypa/requirementset.h"

static void gives_entries_and_files(void **state)
{
	const char text[] = "-c sub/b.in\n-r c.in\n--pre\nZ>1\nA", constraint[] = "q<2",
		   included[] = "A\n";
	_cleanup_(text_free) struct text joined = {0};

	(void)state;
	file_write("a.in", text, strlen(text));
	file_write("sub/b.in", constraint, strlen(constraint));
	file_write("c.in", included, strlen(included));
	_cleanup_(requirementset_free) struct requirementset requirements =
		requirementset_read("a.in");

	list_join(&requirements.entries, "", &joined);
	assert_string_equal(text_string(&joined),
		"constraint q<2\noption\n  --pre\nrequirement a\nrequirement z>1\n");
	text_clear(&joined);
	list_join(&requirements.files, " ", &joined);
	assert_string_equal(text_string(&joined), "a.in sub/b.in c.in");
}

static void bounds_what_it_reads(void **state)
{
	_cleanup_(text_free) struct text text = {0};

	(void)state;
	for (int i = 0; i <= REQUIREMENTSET_COUNT; i++)
		text_add_string(&text, "a\n");
	file_write("a.in", text.bytes, text.length);
	assert_dies(EXIT_NO, "a.in:100001: more than 100000", requirementset_read("a.in"));
	text_clear(&text);
	for (int i = 0; i < REQUIREMENTLINES_FILES; i++) {
		_cleanup_free_ char *name = xprintf("many/%d.in", i);

		file_write(name, "", 0);
		text_printf(&text, "-r %s\n", name);
	}
	file_write("a.in", text.bytes, text.length);
	assert_dies(EXIT_NO, "many/999.in: more than 1000 files", requirementset_read("a.in"));
	text_clear(&text);
	while (text.length <= REQUIREMENTLINES_BYTES / 2)
		text_add_string(&text, "# padding\n");
	file_write("c.in", text.bytes, text.length);
	text_add_string(&text, "-r c.in\n");
	file_write("a.in", text.bytes, text.length);
	assert_dies(EXIT_NO, "c.in: larger than", requirementset_read("a.in"));
}

static int in_directory_of_its_own(void **state)
{
	static char directory[] = "/tmp/unit-requirements.XXXXXX";

	*state = directory;
	return mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int remove_directory(void **state)
{
	_cleanup_free_ char *command = xprintf("rm -r '%s'", (const char *)*state);

	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_entries_and_files),
		cmocka_unit_test(bounds_what_it_reads),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, in_directory_of_its_own, remove_directory);
}
