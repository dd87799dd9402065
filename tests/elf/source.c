/* SPDX-License-Identifier: MIT */
/* source: ELF files are found in directories and archives, in order, and nothing else is. */
#include "fixture.h"

#include "elf/source.h"
#include "makewheel.h"

#define ELF "\177ELF-"

static void take(void *data, const char *name, const void *bytes, size_t size)
{
	text_printf(data, "%s:%.*s ", name, (int)size - 4, (const char *)bytes + 4);
}

static void assert_visits(const char *path, const char *wanted)
{
	_cleanup_(text_free) struct text said = {0};

	elfsource_visit(path, take, &said);
	assert_string_equal(text_string(&said), wanted);
}

static void in_directories(void **state)
{
	(void)state;
	file_write("d/b/x.so", ELF "x", 6);
	file_write("d/a", ELF "a", 6);
	file_write("d/text", "ELF\177", 4);
	file_write("d/short", "\177EL", 3);
	file_write("d/empty", "", 0);
	shell_do("ln -s a d/link && ln -s .. d/b/up && mkfifo d/fifo");
	assert_visits("d", "a:-a b/x.so:-x ");
	assert_visits("d/", "a:-a b/x.so:-x ");
	assert_visits("d/b/x.so", "x.so:-x ");
}

static void in_archives(void **state)
{
	(void)state;
	struct makewheel made = {0};

	makewheel_add(&made, "p/a.so", 0100644, ELF "p");
	makewheel_add(&made, "b.so", 0100644, ELF "b");
	makewheel_add(&made, "p/t.so", 0100644, "text, no ELF file");
	makewheel_write(&made, "p", "p.whl");
	_cleanup_(text_free) struct text said = {0};

	elfsource_visit("p.whl", take, &said);
	assert_string_equal(text_string(&said), "b.so:-b p/a.so:-p ");
	assert_dies(EXIT_NO, "none: cannot open", elfsource_visit("none", take, &said));
	assert_dies(EXIT_NO, "d/text: ", elfsource_visit("d/text", take, &said));
	assert_dies(EXIT_NO, "d/empty: ", elfsource_visit("d/empty", take, &said));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_directories),
		cmocka_unit_test(in_archives),
	};
	return run_in_directory(tests);
}
