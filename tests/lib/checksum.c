/* SPDX-License-Identifier: MIT */
/* checksum: hashes by the names that indexes use, as Python's hashlib computes them. */
#include "unit.h"

#include "lib/checksum.h"

static const struct {
	const char *algorithm, *of_abc;
} cases[] = {
	{"md5", "900150983cd24fb0d6963f7d28e17f72"},
	{"sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"},
	{"sha224", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"},
	{"sha256", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"},
	{"sha3_256", "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"},
	{"blake2s", "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982"},
};

static bool is_of(const char *algorithm, const char *bytes, const char *hex)
{
	struct checksum checksum;

	assert_true(checksum_begin(&checksum, algorithm));
	for (; *bytes; bytes++)
		checksum_add(&checksum, bytes, 1);
	return checksum_is(&checksum, hex);
}

static void hashes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(is_of(cases[i].algorithm, "abc", cases[i].of_abc));
		assert_false(is_of(cases[i].algorithm, "abd", cases[i].of_abc));
		assert_false(is_of(cases[i].algorithm, "abc", "90"));
		assert_false(is_of(cases[i].algorithm, "abc", ""));
	}
}

static void what_is_not_known(void **state)
{
	(void)state;
	static const char *const names[] = {"", "MD5", "crc32", "shake_128", "md5 "};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct checksum checksum;

		assert_false(checksum_begin(&checksum, names[i]));
		checksum_free(&checksum);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes),
		cmocka_unit_test(what_is_not_known),
	};
	return run_unit(tests);
}
