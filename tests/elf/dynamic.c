/* SPDX-License-Identifier: MIT */
/* dynamic: libraries of the machine are told from everything else, and damage is no library. */
#include "fixture.h"

#include <elf.h>

#include "elf/dynamic.h"

static bool is_library(const char *path, unsigned machine, char **soname)
{
	_cleanup_(tempfile_close) struct tempfile spool;
	_cleanup_(text_free) struct text bytes = file_read(path, 64 << 20);

	tempfile_open(&spool, ".");
	tempfile_add(&spool, "x", 1);
	struct extent extent = tempfile_add(&spool, bytes.bytes, bytes.length);

	return elfdynamic_is_library(&extent, machine, soname);
}

static void assert_library(const char *path, bool wanted, const char *wanted_soname)
{
	_cleanup_free_ char *soname = NULL;

	if (is_library(path, this_machine()->elf, &soname) != wanted)
		fail_msg("%s", path);
	if (wanted_soname)
		assert_string_equal(soname ? soname : "none", wanted_soname);
	else
		assert_null(soname);
}

static void reads_sonames(void **state)
{
	(void)state;
	shell_do("echo 'int f(void) { return 1; }' >f.c && gcc -shared -fPIC -Wl,-soname,libf.so.1 "
		 "-o "
		 "named.so f.c && "
		 "gcc -shared -fPIC -o nameless.so f.c && gcc -c -o object.o f.c && "
		 "gcc -shared -fPIC -Wl,-soname,libf.so.2 -s -o stripped.so f.c && "
		 "echo 'int main(void) { return 0; }' >m.c && gcc -static -no-pie -o static m.c && "
		 "echo 'GROUP ( x )' >script.so && : >empty.so && printf '\\177ELF' >short.so");
	char *soname;

	assert_library("named.so", true, "libf.so.1");
	assert_library("stripped.so", true, "libf.so.2");
	assert_library("nameless.so", true, NULL);
	assert_library("object.o", false, NULL);
	assert_library("static", false, NULL);
	assert_library("script.so", false, NULL);
	assert_library("empty.so", false, NULL);
	assert_library("short.so", false, NULL);
	assert_false(is_library("named.so", EM_RISCV, &soname));
}

static void damage_is_harmless(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text bytes = file_read("named.so", 1 << 20);
	_cleanup_(tempfile_close) struct tempfile spool;
	uint32_t seed = 1;

	tempfile_open(&spool, ".");
	for (unsigned i = 0; i < 3000; i++) {
		_cleanup_free_ char *copy = xalloc(bytes.length, 1);
		size_t length = i % 3 ? bytes.length : seed % bytes.length;
		char *soname;

		memcpy(copy, bytes.bytes, bytes.length);
		for (unsigned j = 0; j < 4; j++) {
			seed = seed * 1664525 + 1013904223;
			copy[(seed >> 8) % (i % 2 ? 0x400 : bytes.length)] = (char)(seed >> 24);
		}
		struct extent extent = tempfile_add(&spool, copy, length);

		elfdynamic_is_library(&extent, this_machine()->elf, &soname);
		free(soname);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_sonames),
		cmocka_unit_test(damage_is_harmless),
	};
	return run_in_directory(tests);
}
