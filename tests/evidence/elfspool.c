/* SPDX-License-Identifier: MIT */
/* elfspool: files that come in pieces are described as those that are there as a whole. */
#include "fixture.h"

#include "evidence/elfevidence.h"
#include "evidence/elfspool.h"

enum { PIECE = 100 };

/* Passes a file through the spool, and adds its items. */
static void pass(struct elfspool *spool, const char *path, const struct text *file, uint64_t size,
	struct text *items)
{
	const unsigned char *bytes = (const unsigned char *)text_string(file);

	for (size_t at = 0; at < file->length; at += PIECE) {
		size_t length = file->length - at < PIECE ? file->length - at : PIECE;

		if (at == 0)
			elfspool_begin(spool, size, bytes, length);
		elfspool_add(spool, bytes + at, length);
	}
	elfspool_end(spool, path, items);
}

static void one_after_the_other(void **state)
{
	(void)state;
	shell_do("echo 'int g(void); int f(void) { return g(); }' >l.c && "
		 "gcc -shared -fPIC -nostdlib -Wl,-soname,libl.so.1 -o large.so l.c && "
		 "gcc -shared -fPIC -nostdlib -s -o small.so l.c && printf 'text\\n' >text");
	_cleanup_(text_free) struct text large = file_read("large.so", 1 << 20),
					 small = file_read("small.so", 1 << 20),
					 plain = file_read("text", 1 << 20), none = {0};
	_cleanup_(text_free) struct text items = {0}, wanted = {0};
	_cleanup_(elfspool_close) struct elfspool spool = {0};

	assert_true(large.length > small.length);
	pass(&spool, "text", &plain, plain.length, &items);
	assert_int_equal(items.length, 0);
	pass(&spool, "large", &large, large.length, &items);
	pass(&spool, "none", &none, 0, &items);
	pass(&spool, "small", &small, small.length, &items);
	pass(&spool, "text", &plain, plain.length, &items);
	pass(&spool, "again", &large, large.length, &items);
	elfevidence_write("large", large.bytes, large.length, &wanted);
	elfevidence_write("small", small.bytes, small.length, &wanted);
	elfevidence_write("again", large.bytes, large.length, &wanted);
	assert_int_equal(items.length, wanted.length);
	assert_memory_equal(items.bytes, wanted.bytes, wanted.length);
}

static void one_that_is_too_large(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text file = file_read("small.so", 1 << 20), items = {0};
	_cleanup_(elfspool_close) struct elfspool spool = {0};

	pass(&spool, "small", &file, (UINT64_C(16) << 30) + 1, &items);
	assert_int_equal(items.length, 0);
	assert_int_equal(spool.file.fd, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_after_the_other),
		cmocka_unit_test(one_that_is_too_large),
	};
	return run_in_directory(tests);
}
