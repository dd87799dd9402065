/* SPDX-License-Identifier: MIT */
/* digestlist: lists of digests as pull, push and registryhas are given them. */
#include "unit.h"

#include "publish/digestlist.h"
#include "scratch.h"

#define ONE "0000000000000000000000000000000000000000000000000000000000000001"
#define TWO "0000000000000000000000000000000000000000000000000000000000000002"

static const char *file(struct scratch *scratch, const char *bytes, size_t length)
{
	const char *path = scratch_write(scratch, "list", "");
	FILE *stream = fopen(path, "w");

	assert_non_null(stream);
	assert_int_equal(fwrite(bytes, 1, length, stream), length);
	assert_int_equal(fclose(stream), 0);
	return path;
}

static void lists(void **state)
{
	static const char some[] = "sha256:" ONE "\n\n" TWO;

	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	struct digestlist list = digestlist_read(file(&scratch, some, strlen(some)));

	assert_int_equal(list.count, 2);
	assert_string_equal(list.digests[0].hex, ONE);
	assert_string_equal(list.digests[1].hex, TWO);
	digestlist_free(&list);
	list = digestlist_read(file(&scratch, "", 0));
	assert_int_equal(list.count, 0);
	digestlist_free(&list);
	assert_dies(
		EXIT_NO, "'x' is not a SHA-256 digest", digestlist_read(file(&scratch, "x\n", 2)));
	assert_dies(EXIT_NO, "it has a NUL", digestlist_read(file(&scratch, "\0" ONE, 65)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists),
	};

	return run_unit(tests);
}
