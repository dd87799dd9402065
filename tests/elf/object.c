/* SPDX-License-Identifier: MIT */
/* object: what readelf says of an object, and damage that is said and does no harm. */
#include "fixture.h"

#include "elf/object.h"

static struct text made;

static void assert_string(struct text text, const char *wanted)
{
	if (text.length > 0 && text.bytes[text.length - 1] == '\n')
		text.bytes[text.length - 1] = '\0';
	assert_string_equal(text_string(&text), wanted);
	text_free(&text);
}

static void reads_what_readelf_reads(void **state)
{
	(void)state;
	shell_do("echo 'int one(void) { return 1; }' >one.c && gcc -shared -fPIC "
		 "-Wl,-soname,libone.so.3 -o "
		 "libone.so one.c && "
		 "printf 'MINE_1.10 {};\\n' >map && gcc -shared -fPIC -Wl,--version-script=map -o "
		 "libtwo.so "
		 "one.c && "
		 "echo '#include <math.h>\n#include <stdio.h>\nint one(void);"
		 "double f(double x) { printf(\"%f\", x); return pow(x, one()); }' >f.c && "
		 "gcc -shared -fPIC -Wl,-soname,libf.so.1 -Wl,--enable-new-dtags "
		 "-Wl,-rpath,'$ORIGIN/../libs' -o f.so f.c "
		 "-L. -lone -lm && strip f.so");
	made = file_read("f.so", 1 << 20);
	struct elfobject object = elfobject_read("lib/f.so", made.bytes, made.length);

	assert_null(object.flaw);
	assert_string_equal(object.path, "lib/f.so");
	assert_string(shell("uname -m"), object.machine);
	assert_string_equal(object.soname, "libf.so.1");
	assert_string_equal(object.runpath, "$ORIGIN/../libs");
	assert_null(object.rpath);
	assert_null(object.cuda);
	struct text needed = {0};

	list_join(&object.needed, "\n", &needed);
	assert_string(shell("readelf -dW f.so | sed -n 's/.*(NEEDED).*\\[\\(.*\\)\\]/\\1/p'"),
		text_string(&needed));
	text_free(&needed);
	assert_string(shell("readelf -VW f.so | sed -n 's/.*Name: GLIBC_\\([0-9.]*\\) .*/\\1/p' | "
			    "sort -V | "
			    "tail -n 1"),
		symbolversions_find(&object.versions, "GLIBC"));
	assert_true(elfobject_weight(&object) > sizeof object);
	elfobject_free(&object);
}

/* What is wrong with the object when its dynamic entry TAG has VALUE. */
static const char *flaw_with(uint64_t tag, uint64_t value)
{
	_cleanup_free_ char *copy = xalloc(made.length, 1);
	const char *flaw = NULL;
	struct elffile file;

	memcpy(copy, made.bytes, made.length);
	assert_null(elffile_open(&file, copy, made.length));
	struct elfspan dynamic = elffile_segment(&file, 2, &flaw);

	for (char *at = copy + (dynamic.bytes - copy); elffile_u64(&file, at); at += 16)
		if (elffile_u64(&file, at) == tag)
			memcpy(at + 8, &value, sizeof value);
	elffile_close(&file);
	struct elfobject object = elfobject_read("x", copy, made.length);

	flaw = object.flaw;
	elfobject_free(&object);
	return flaw ? flaw : "none";
}

static void says_what_is_wrong(void **state)
{
	(void)state;
	static const char names[] =
		"a name in its dynamic section lies outside of it, or is longer than any",
			  versions[] = "its needed versions lie outside of it";

	assert_string_equal(flaw_with(0x12345678, 0), "none");
	assert_string_equal(flaw_with(1, UINT64_MAX), names);             /* DT_NEEDED */
	assert_string_equal(flaw_with(14, 1 << 30), names);               /* DT_SONAME */
	assert_string_equal(flaw_with(5, UINT64_MAX - 8), names);         /* DT_STRTAB */
	assert_string_equal(flaw_with(10, 1), names);                     /* DT_STRSZ */
	assert_string_equal(flaw_with(0x6ffffffe, UINT64_MAX), versions); /* DT_VERNEED */
}

static void damage_is_harmless(void **state)
{
	(void)state;
	shell_do("printf 'P\\355U\\272\\1\\0\\20\\0\\100\\0\\0\\0\\0\\0\\0\\0' >fatbin && "
		 "printf '\\2\\0\\1\\1\\100\\0\\0\\0' >>fatbin && head -c 56 /dev/zero >>fatbin && "
		 "objcopy --add-section .nv_fatbin=fatbin f.so cuda.so");
	_cleanup_(text_free) struct text bytes = file_read("cuda.so", 1 << 20);
	struct elfobject whole = elfobject_read("cuda.so", bytes.bytes, bytes.length);
	uint32_t seed = 1;

	assert_null(whole.flaw);
	assert_non_null(whole.cuda);
	assert_int_equal(whole.cuda->sass.count, 1);
	elfobject_free(&whole);
	for (unsigned i = 0; i < 6000; i++) {
		size_t length = i % 3 ? bytes.length : seed % bytes.length;
		_cleanup_free_ char *copy = xalloc(length, 1);

		memcpy(copy, bytes.bytes, length);
		for (unsigned j = 0; j < 6 && length > 64; j++) {
			seed = seed * 1664525 + 1013904223;
			/* the header and segments, the last of the file, where sections are, or
			 * anywhere */
			size_t window = i % 4 == 3 ? length : length < 0x900 ? length : 0x900;
			size_t at = (seed >> 8) % window;

			copy[i % 4 == 2 ? length - 1 - at : at] = (char)(seed >> 24);
		}
		struct elfobject object = elfobject_read("x", copy, length);
		json_t *json = elfobject_json(&object);

		assert_non_null(json);
		json_decref(json);
		elfobject_free(&object);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_readelf_reads),
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(damage_is_harmless),
	};
	int failed = run_in_directory(tests);

	text_free(&made);
	return failed;
}
