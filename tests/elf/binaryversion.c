/* SPDX-License-Identifier: MIT */
/* binaryversion: strings in files as compilers leave them there, whole and in pieces. */
#include "unit.h"

#include "elf/binaryversion.h"

/* What is found in the bytes, given in pieces of STEP, for the file PATH. */
static void assert_version(
	const char *path, const char *bytes, size_t length, size_t step, const char *wanted)
{
	struct binaryversion scan;

	assert_true(binaryversion_begin(&scan, path));
	for (size_t at = 0; at < length; at += step)
		binaryversion_add(&scan, bytes + at, length - at < step ? length - at : step);
	assert_string_equal(scan.found, wanted);
}

/* BYTES is a literal, with NULs in it. */
#define assert_finds(path, bytes, wanted)                                             \
	do {                                                                          \
		for (size_t _step = 1; _step <= sizeof bytes; _step++)                \
			assert_version(path, bytes, sizeof bytes - 1, _step, wanted); \
	} while (0)

static void pythons(void **state)
{
	(void)state;
	assert_finds("usr/bin/python3.11", "\177ELF\0003.11\0003.11.2\0003.11.9\0", "3.11.2");
	assert_finds("python3.13", "\0003.13.0rc12\0", "3.13.0rc12");
	assert_finds("x/python3.14", "\0003.14.0a1+\0", "3.14.0a1+");
	assert_finds("lib/libpython3.9.so.1.0", "%s 3.9.7\0003.9.18\0", "3.9.18");
	assert_finds("python3.11",
		"3.11.\0003.11.2-6\0003.11.x\00013.11.2\0003.110.1\0003.11.2rc\0", "");
	assert_finds("python3.11", "3.11.2", "");
	assert_finds("python3.11",
		"3.11.1234567\0003.11.2                               \0003.11.3\0", "3.11.3");
}

static void c_libraries(void **state)
{
	(void)state;
	assert_finds("lib/libc.so.6",
		"GLIBC_2.2.5\0GLIBC_2.36\0GLIBC_2.4\0GLIBC_PRIVATE\0GLIBC_2.99.\0", "2.36");
	assert_finds("lib/libc-2.31.so", "\0GLIBC_2.3.4\0GLIBC_2.3\0", "2.3.4");
	assert_finds("lib/ld-musl-aarch64.so.1", "\0001.2\0001.2.5\0001.9.9\0", "1.2.5");
}

static void other_files(void **state)
{
	(void)state;
	const char *const others[] = {"python3", "python3.", "python2.7", "python3.11-config",
		"python3.x", "libpython3.so", "libpython3.11.so", "libc.so", "libcurl.so.4",
		"ld-linux.so.2", ""};
	struct binaryversion scan;

	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_false(binaryversion_begin(&scan, others[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pythons),
		cmocka_unit_test(c_libraries),
		cmocka_unit_test(other_files),
	};

	return run_unit(tests);
}
