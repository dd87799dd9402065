/* SPDX-License-Identifier: MIT */
/* versions: what GNU ld wrote, a version script's names, is read; damage is a flaw. */
#include "fixture.h"

#include "elf/versions.h"

/* Returns the flaw. DEFINED and NEEDED receive the names, a blank behind each. */
static const char *read_versions(
	const struct text *bytes, struct text *defined, struct text *needed)
{
	_cleanup_(elfversions_free) struct elfversions versions = {0};
	_cleanup_(elfdynamic_free) struct elfdynamic dynamic = {0};
	_cleanup_(elffile_close) struct elffile file = {0};
	const char *flaw = elffile_open(&file, bytes->bytes, bytes->length);

	flaw = flaw ? flaw : elfdynamic_read(&file, &dynamic);
	flaw = flaw ? flaw : elfversions_read(&file, &dynamic, &versions);
	for (size_t i = 0; !flaw && i < versions.defined.count; i++)
		text_printf(defined, "%s ", versions.defined.items[i]);
	for (size_t i = 0; !flaw && i < versions.needed.count; i++)
		text_printf(
			needed, "%s:%s ", versions.libraries.items[i], versions.needed.items[i]);
	return flaw;
}

static void names_of_the_linker(void **state)
{
	(void)state;
	shell_do("echo 'V_1 { global: f; local: *; }; V_2 { global: g; } V_1;' >map && "
		 "echo 'int f(void) { return 1; } int g(void) { return 2; }' >l.c && "
		 "gcc -shared -fPIC -nostdlib -Wl,-soname,libl.so.1 -Wl,--version-script=map "
		 "-o libl.so l.c && echo 'int g(void); int h(void) { return g(); }' >u.c && "
		 "gcc -shared -fPIC -nostdlib -o libu.so u.c -L. -l:libl.so && "
		 "gcc -shared -fPIC -nostdlib -o plain.so l.c");
	_cleanup_(text_free) struct text library = file_read("libl.so", 1 << 20),
					 user = file_read("libu.so", 1 << 20),
					 plain = file_read("plain.so", 1 << 20), defined = {0},
					 needed = {0};

	assert_null(read_versions(&library, &defined, &needed));
	assert_string_equal(text_string(&defined), "libl.so.1 V_1 V_2 ");
	assert_string_equal(text_string(&needed), "");
	text_clear(&defined);
	assert_null(read_versions(&user, &defined, &needed));
	assert_string_equal(text_string(&defined), "");
	assert_string_equal(text_string(&needed), "libl.so.1:V_2 ");
	text_clear(&needed);
	assert_null(read_versions(&plain, &defined, &needed));
	assert_int_equal(defined.length + needed.length, 0);
}

static void damage_is_harmless(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text library = file_read("libl.so", 1 << 20), out = {0};

	for (size_t i = 64; i < library.length; i += 7) {
		char kept = library.bytes[i];

		library.bytes[i] = (char)0xff;
		read_versions(&library, &out, &out);
		library.bytes[i] = kept;
	}
	for (size_t length = library.length; length > 64; length -= length / 8 + 1) {
		library.length = length;
		read_versions(&library, &out, &out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_the_linker),
		cmocka_unit_test(damage_is_harmless),
	};
	return run_in_directory(tests);
}
