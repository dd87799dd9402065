/* SPDX-License-Identifier: MIT */
/* digest: the examples of FIPS 180-4, and digests as people write them. */
#include "unit.h"

#include <fcntl.h>

#include "lib/cleanup.h"
#include "lib/digest.h"

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static void hashes_what_was_added(void **state)
{
	(void)state;
	struct sha256 hash;

	assert_string_equal(sha256_of("", 0).hex, EMPTY);
	assert_string_equal(sha256_of("abc", 3).hex, ABC);
	sha256_begin(&hash);
	assert_string_equal(sha256_so_far(&hash).hex, EMPTY);
	sha256_add(&hash, "ab", 2);
	sha256_so_far(&hash);
	sha256_add(&hash, "c", 1);
	assert_string_equal(sha256_so_far(&hash).hex, ABC);
	assert_string_equal(sha256_end(&hash).hex, ABC);
}

static void takes_digests_as_they_are_written(void **state)
{
	(void)state;
	struct digest digest;

	assert_true(digest_parse(ABC, &digest));
	assert_string_equal(digest.hex, ABC);
	assert_true(digest_parse("sha256:" ABC, &digest));
	assert_true(digest_parse(
		"sha256=BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
		&digest));
	assert_string_equal(digest.hex, ABC);
	assert_false(digest_parse(ABC "0", &digest));
	assert_false(digest_parse("", &digest));
	assert_false(digest_parse("sha512:" ABC, &digest));
	assert_false(digest_parse(
		"gg7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", &digest));
}

static void hashes_what_is_left_in_a_file(void **state)
{
	(void)state;
	FILE *file = tmpfile();
	_cleanup_close_ int directory = open("/", O_RDONLY | O_CLOEXEC);

	assert_non_null(file);
	assert_true(fputs("xabc", file) >= 0 && fflush(file) == 0);
	assert_int_equal(lseek(fileno(file), 1, SEEK_SET), 1);
	assert_string_equal(sha256_of_file(fileno(file), "it").hex, ABC);
	assert_string_equal(sha256_of_file(fileno(file), "it").hex, EMPTY);
	assert_int_equal(fclose(file), 0);
	assert_dies(EXIT_SYSTEM, "root: cannot read: Is a directory",
		sha256_of_file(directory, "root"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_what_was_added),
		cmocka_unit_test(takes_digests_as_they_are_written),
		cmocka_unit_test(hashes_what_is_left_in_a_file),
	};
	return run_unit(tests);
}
