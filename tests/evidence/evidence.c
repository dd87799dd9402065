/* SPDX-License-Identifier: MIT */
/* evidence: what is found in a layer, and that damaged evidence is noticed. */
#include "unit.h"

#include "evidence/evidence.h"
#include "scratch.h"

/* The evidence of an archive with these entries, NULs as bars, from the item FROM on. */
static void assert_finds(const struct scratch_entry *entries, const char *from, const char *wanted)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *path = scratch_archive(&scratch, "layer", false, entries);
	struct image_layer layer = scratch_layer(path, false, NULL);
	_cleanup_(newfile_abandon) struct newfile file =
		newfile_create(scratch_path(&scratch, "evidence"));
	struct layer_descriptor descriptor = evidence_write(&layer, path, &file);
	_cleanup_(evidence_unmap) struct evidence evidence = evidence_map(file.fd, "evidence");
	_cleanup_(text_free) struct text said = {0};

	for (size_t i = 0; i < evidence.length; i++)
		text_add_char(&said, evidence.bytes[i] ? evidence.bytes[i] : '|');
	assert_non_null(strstr(text_string(&said), from));
	assert_string_equal(strstr(text_string(&said), from), wanted);
	assert_string_equal(descriptor.diff_id.hex, layer.digest.hex);
	image_layer_free(&layer);
}

#define HELLO "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

static void entries_of_all_kinds(void **state)
{
	(void)state;
	const struct scratch_entry entries[] = {
		{'d', "a", NULL},
		{'f', "a/b", "hello"},
		{'l', "c", "a/b"},
		{'h', "d", "a/b"},
		{'p', "e", NULL},
		{'f', "a/.wh.x", NULL},
		{'f', "a/.wh..wh..opq", NULL},
		{0},
	};

	assert_finds(entries, "d ",
		"d 0755 a|f 0644 " HELLO
		" 5 - a/b|l 0644 c|a/b|h 0644 d|a/b|o 0644 e|w 0644 a/x|q 0644 a|");
}

static void what_dist_info_says(void **state)
{
	(void)state;
	const struct scratch_entry metadata[] = {
		{'f', "METADATA", "Name: none\n"},
		{'f', "s/a-1.dist-info/METADATA", "Name: a\nVersion: 1\n\nbody"},
		{'d', "s/a-1.dist-info/RECORD", NULL},
		{0},
	};
	const struct scratch_entry record[] = {
		{'f', "s/a-1.dist-info/RECORD",
			"a.py,sha256=LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ,5\na-1.dist-info/"
			"RECORD,,\n"},
		{0},
	};
	const struct scratch_entry egg[] = {{'f', "s/b.egg-info", "Name: b\n"}, {0}};
	const struct scratch_entry installer[] = {{'f', "s/a-1.dist-info/INSTALLER", "pip\n"}, {0}};

	assert_finds(metadata, "m ",
		"m "
		"s/a-1.dist-info/METADATA|{\"name\":\"a\",\"providesExtra\":[],\"requiresDist\":[],"
		"\"requiresPython\":null,\"version\":\"1\"}|d 0755 s/a-1.dist-info/RECORD|");
	assert_finds(record, "R ",
		"R s/a-1.dist-info/RECORD|r " HELLO " 5 s/a.py|r - - s/a-1.dist-info/RECORD|");
	assert_finds(egg, "m ",
		"m s/b.egg-info|{\"name\":\"b\",\"providesExtra\":[],\"requiresDist\":[],"
		"\"requiresPython\":null,\"version\":null}|");
	assert_finds(installer, "i ", "i s/a-1.dist-info/INSTALLER|pip|");
}

static void evidence_of_bytes(const char *bytes, size_t length, struct evidence_item *item)
{
	const struct evidence evidence = {bytes, length};

	for (size_t position = 0; evidence_next(&evidence, &position, item);)
		;
}

static void elf_headers(void **state)
{
	(void)state;
	const char item[] = "f 0755 " HELLO " 64 183,64l a\0";
	struct evidence_item read;

	evidence_of_bytes(item, sizeof item - 1, &read);
	assert_true(read.is_elf);
	assert_int_equal(read.machine, 183);
	assert_int_equal(read.elf_class, 64);
	assert_false(read.big_endian);
	assert_int_equal(read.mode, 0755);
	assert_memory_equal(read.digest, HELLO, 64);
}

static void damaged(void **state)
{
	(void)state;
	const char *const bad[] = {"f", "f 0644", "f 0644 abc", "f 0644 " HELLO " 5 -", "x y",
		"l 0644 a", "d a", "r " HELLO " x a", "", "f 0644 " HELLO " 5 1,64x a"};
	struct evidence_item item;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_dies(
			EXIT_NO, "damaged", evidence_of_bytes(bad[i], strlen(bad[i]) + 1, &item));
}

static void what_tells_of_the_system(void **state)
{
	(void)state;
	const struct scratch_entry text[] = {{'f', "etc/os-release", "ID=x\n"}, {0}};
	const struct scratch_entry others[] = {
		{'f', "srv/etc/os-release", "ID=x\n"},
		{'f', "bin/python3.11", "3.11.2"},
		{'d', "bin/python3.12", NULL},
		{0},
	};
	const struct scratch_entry header[] = {
		{'f', "opt/x/include/python3.9/patchlevel.h", "#define"}, {0}};

	assert_finds(text, "c ", "c etc/os-release|ID=x\n|");
	assert_finds(header, "c ", "c opt/x/include/python3.9/patchlevel.h|#define|");
	assert_finds(others, "bin/python3.11|", "bin/python3.11|d 0755 bin/python3.12|");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_of_all_kinds),
		cmocka_unit_test(what_dist_info_says),
		cmocka_unit_test(what_tells_of_the_system),
		cmocka_unit_test(elf_headers),
		cmocka_unit_test(damaged),
	};
	return run_unit(tests);
}
