/* SPDX-License-Identifier: MIT */
/* recordhash: digits are those of `openssl dgst -binary | basenc --base64url` without padding. */
#include "unit.h"

#include "lib/cleanup.h"
#include "pypa/recordhash.h"

#define SHA256 "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
#define SHA384 "OLBgp1GsljhM2TJ-sbHjaiH9txEUvgdDTAzHv2P24donTt6_529l-9Ua0vFImLlb"
#define SHA512 \
	"z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg_SpIdNs6c5H0NE8XYXysP-DGNKHfuwvY7kxvUdBeoGlODJ6-SfaPg"

static void hashes_of_nothing(void **state)
{
	(void)state;
	const struct {
		const char *name, *digits;
	} cases[] = {{"sha256", SHA256}, {"sha384", SHA384}, {"sha512", SHA512}};

	for (size_t i = 0; i < 3; i++) {
		struct record_hasher hasher;
		struct record_hash read = {
			.algorithm = record_algorithm_of(cases[i].name, strlen(cases[i].name))};
		_cleanup_(text_free) struct text text = {0}, wanted = {0};

		record_hash_begin(&hasher, read.algorithm);
		struct record_hash made = record_hash_end(&hasher);

		assert_true(record_hash_read(cases[i].digits, &read));
		assert_true(record_hash_equal(&read, &made));
		record_hash_add_text(&text, &made);
		text_printf(&wanted, "%s=%s", cases[i].name, cases[i].digits);
		assert_string_equal(text.bytes, wanted.bytes);
	}
	assert_string_equal(record_hash_digest(&(struct record_hash){RECORD_SHA256, {0xe3}}).hex,
		"e300000000000000000000000000000000000000000000000000000000000000");
}

static void others_are_none(void **state)
{
	(void)state;
	struct record_hash hash = {.algorithm = RECORD_SHA256};
	unsigned char bytes[32];

	assert_int_equal(record_algorithm_of("md5", 3), RECORD_NO_HASH);
	assert_int_equal(record_algorithm_of("sha2567", 7), RECORD_NO_HASH);
	assert_false(record_hash_read("", &hash));
	assert_false(record_hash_read(SHA256 "=", &hash));
	assert_false(record_hash_read(SHA256 "A", &hash));
	assert_false(record_hash_read("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFV", &hash));
	assert_false(record_hash_read("47DEQpj8HBSa+_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", &hash));
	assert_true(record_base64_read(SHA256 "AA", 45, false, bytes, 32));
	assert_false(record_base64_read(SHA256 "A+", 45, false, bytes, 32));
	assert_false(record_base64_read(SHA256, 42, false, bytes, 32));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_of_nothing),
		cmocka_unit_test(others_are_none),
	};
	return run_unit(tests);
}
