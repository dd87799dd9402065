/* SPDX-License-Identifier: MIT */
/* file: the parts of ELF files are found where readelf finds them, and nothing outside of the file
 * is. */
#include "fixture.h"

#include <elf.h>

#include "elf/file.h"

static struct text made;

static void make_object(void **state)
{
	(void)state;
	shell_do("echo 'int puts(const char *); int f(void) { return puts(\"x\"); }' >f.c && "
		 "gcc -shared -fPIC -o f.so f.c && printf first >one && printf second! >two && "
		 "objcopy --add-section .mine=one f.so g.so && objcopy --add-section .yours=two "
		 "g.so && "
		 "objcopy --rename-section .yours=.mine g.so");
	made = file_read("g.so", 1 << 20);
}

static void finds_sections(void **state)
{
	(void)state;
	_cleanup_(elffile_close) struct elffile file;
	const char *flaw = NULL;
	size_t index = 1;

	assert_null(elffile_open(&file, made.bytes, made.length));
	struct elfspan one = elffile_section(&file, ".mine", &index, &flaw),
		       two = elffile_section(&file, ".mine", &index, &flaw),
		       none = elffile_section(&file, ".mine", &index, &flaw);

	assert_int_equal(one.size, 5);
	assert_memory_equal(one.bytes, "first", 5);
	assert_int_equal(two.size, 7);
	assert_memory_equal(two.bytes, "second!", 7);
	assert_null(none.bytes);
	assert_null(flaw);
	index = 1;
	assert_null(elffile_section(&file, ".bss", &index, &flaw)
			    .bytes); /* which has none in the file */
	assert_null(flaw);
}

static void finds_segments(void **state)
{
	(void)state;
	_cleanup_(elffile_close) struct elffile file;
	_cleanup_(text_free) struct text at =
		shell("readelf -SW g.so | sed -n 's/^.* \\.dynstr *STRTAB *//p'");
	char *next = at.bytes;
	uint64_t address = strtoull(next, &next, 16), offset = strtoull(next, &next, 16);
	const char *flaw = NULL;

	assert_null(elffile_open(&file, made.bytes, made.length));
	assert_ptr_equal(elffile_at(&file, address).bytes, made.bytes + offset);
	assert_null(elffile_at(&file, UINT64_MAX).bytes);
	assert_non_null(elffile_segment(&file, PT_DYNAMIC, &flaw).bytes);
	assert_null(elffile_segment(&file, 0x7654321, &flaw).bytes);
	assert_null(flaw);
}

static void strings_end(void **state)
{
	(void)state;
	const struct elfspan span = {"abc\0def", 7};

	assert_string_equal(elfspan_string(span, 0, 3), "abc");
	assert_string_equal(elfspan_string(span, 3, 0), "");
	assert_null(elfspan_string(span, 0, 2));
	assert_null(elfspan_string(span, 4, 100)); /* no end */
	assert_null(elfspan_string(span, 7, 100));
	assert_null(elfspan_string(span, UINT64_MAX, 100));
	assert_null(elfspan_string((struct elfspan){0}, 0, 100));
}

/* What opening says of the file after BYTES were put at OFFSET. */
static const char *flaw_with(size_t offset, const void *bytes, size_t count, size_t length)
{
	_cleanup_free_ char *copy = xalloc(length, 1);
	struct elffile file;

	memcpy(copy, made.bytes, length);
	memcpy(copy + offset, bytes, count);
	const char *flaw = elffile_open(&file, copy, length);

	if (!flaw)
		elffile_close(&file);
	return flaw ? flaw : "none";
}

static void says_what_is_wrong(void **state)
{
	(void)state;
	const uint16_t none = 0;

	assert_string_equal(flaw_with(0, "", 0, made.length), "none");
	assert_string_equal(flaw_with(0, "x", 1, made.length), "not an ELF file");
	assert_string_equal(flaw_with(0, "", 0, 3), "not an ELF file");
	assert_non_null(strstr(flaw_with(0, "", 0, 8), "class"));
	assert_non_null(strstr(flaw_with(EI_CLASS, "\3", 1, made.length), "class"));
	assert_non_null(strstr(flaw_with(EI_DATA, "\0", 1, made.length), "class"));
	assert_string_equal(flaw_with(0, "", 0, 63), "it ends within its header");
	assert_string_equal(flaw_with(offsetof(Elf64_Ehdr, e_phoff), "\xff\xff\xff\xff\xff\xff\xff",
				    7, made.length),
		"its table of segments lies outside of it");
	assert_string_equal(flaw_with(offsetof(Elf64_Ehdr, e_phnum), "\xfe\xff", 2, made.length),
		"its table of segments lies outside of it");
	assert_string_equal(flaw_with(0, "", 0, 100), "its table of sections lies outside of it");

	/* Given a first section that says how many there are */
	_cleanup_free_ char *copy = xalloc(made.length, 1);
	const uint64_t many = 65536;
	struct elffile file;
	uint64_t table;

	memcpy(copy, made.bytes, made.length);
	memcpy(&table, copy + offsetof(Elf64_Ehdr, e_shoff), sizeof table);
	memcpy(copy + offsetof(Elf64_Ehdr, e_shnum), &none, sizeof none);
	memcpy(copy + table + offsetof(Elf64_Shdr, sh_size), &many, sizeof many);
	assert_string_equal(
		elffile_open(&file, copy, made.length), "it has more than 65535 sections");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(make_object),
		cmocka_unit_test(finds_sections),
		cmocka_unit_test(finds_segments),
		cmocka_unit_test(strings_end),
		cmocka_unit_test(says_what_is_wrong),
	};
	int failed = run_in_directory(tests);

	text_free(&made);
	return failed;
}
