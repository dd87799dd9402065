/* SPDX-License-Identifier: MIT */
/* elfevidence: what is written of a file that GNU ld made comes back. */
#include "fixture.h"

#include <inttypes.h>

#include "elf/symbols.h"
#include "evidence/elfevidence.h"

static bool gives(const struct elfevidence *elf, const char *name)
{
	_cleanup_free_ char *digits = xprintf("%016" PRIx64, elfsymbols_hash(name));

	return elfevidence_gives(elf, digits);
}

static void what_is_written_is_read(void **state)
{
	(void)state;
	shell_do("echo 'int g(void); int f(void) { return g(); }' >l.c && "
		 "gcc -shared -fPIC -nostdlib -Wl,-soname,libl.so.1 -Wl,-rpath,/opt/x "
		 "-Wl,--enable-new-dtags -o libl.so l.c");
	_cleanup_(text_free) struct text bytes = file_read("libl.so", 1 << 20), out = {0};

	text_printf(&out, "f 0755 %064d %zu 62,64l lib/l.so%c", 7, bytes.length, 0);
	elfevidence_write("lib/l.so", bytes.bytes, bytes.length, &out);
	text_printf(&out, "f 0755 %064d 4 0,0l lib/bad.so%c", 8, 0);
	elfevidence_write("lib/bad.so", "\177ELF", 4, &out);
	const struct evidence evidence = {out.bytes, out.length}, *const layers[] = {&evidence};
	size_t count;
	_cleanup_free_ struct elfevidence *list = elfevidence_read(layers, 1, &count);

	assert_int_equal(count, 2);
	const json_t *json = list[0].json;

	assert_string_equal(json_want_string(json, "soname", "w"), "libl.so.1");
	assert_string_equal(json_want_string(json, "runpath", "w"), "/opt/x");
	assert_null(json_object_get(json, "rpath"));
	assert_null(json_object_get(json, "flaw"));
	assert_null(json_object_get(json, "program"));
	assert_true(json_is_true(json_object_get(json, "dynamic")));
	assert_true(gives(&list[0], "f"));
	assert_false(gives(&list[0], "g"));
	assert_string_equal(list[0].wanted, "g\n");
	assert_non_null(json_object_get(list[1].json, "flaw"));
	assert_false(gives(&list[1], "f"));
	assert_ptr_equal(elfevidence_find(list, count, list[1].digest), &list[1]);
	assert_null(elfevidence_find(list, count, "another"));
	for (size_t i = 0; i < count; i++)
		elfevidence_free(&list[i]);
}

static void damage_is_said(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text out = {0};
	size_t count;

	text_printf(&out, "f 0755 %064d 1 62,64l a%ce a%c[]%c", 7, 0, 0, 0);
	const struct evidence evidence = {out.bytes, out.length}, *const layers[] = {&evidence};

	assert_dies(EXIT_NO, "damaged", elfevidence_read(layers, 1, &count));
	assert_null(elfevidence_read(layers, 0, &count));
	assert_int_equal(count, 0);
	assert_null(elfevidence_find(NULL, 0, "x"));
}

/* The interface that is seen in an object with the text TEXT among its constants. */
static long long numpy_of(const char *text)
{
	_cleanup_free_ char *script = xprintf("echo 'const char t[] = \"%s\";' >n.c && "
					      "gcc -shared -fPIC -nostdlib -o libn.so n.c",
		text);

	shell_do(script);
	_cleanup_(text_free) struct text bytes = file_read("libn.so", 1 << 20), out = {0};

	text_printf(&out, "f 0755 %064d %zu 62,64l n.so%c", 7, bytes.length, 0);
	elfevidence_write("n.so", bytes.bytes, bytes.length, &out);
	const struct evidence evidence = {out.bytes, out.length}, *const layers[] = {&evidence};
	size_t count;
	_cleanup_free_ struct elfevidence *list = elfevidence_read(layers, 1, &count);
	long long numpy = json_integer_value(json_object_get(list[0].json, "numpy"));

	elfevidence_free(&list[0]);
	return numpy;
}

/* The texts of NumPy's headers, and that of the numpy crate, which is no format of printf. */
static void numpy_headers_are_told(void **state)
{
	(void)state;
	assert_int_equal(numpy_of("module compiled against ABI version 0x%x but this version of "
				  "numpy is 0x%x"),
		1);
	assert_int_equal(numpy_of("numpy._core._multiarray_umath module compiled against ABI "
				  "version 0x%x but"),
		2);
	assert_int_equal(numpy_of("module compiled against ABI version 0x but this version"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(damage_is_said),
		cmocka_unit_test(numpy_headers_are_told),
	};
	return run_in_directory(tests);
}
