/* SPDX-License-Identifier: MIT */
#include "pypa/recordhash.h"

#include <openssl/evp.h>
#include <string.h>

#include "lib/die.h"

static const struct {
	const char *name, *library_name;
	size_t size;
} algorithms[] = {
	[RECORD_NO_HASH] = {"", "", 0},
	[RECORD_SHA256] = {"sha256", "SHA256", 32},
	[RECORD_SHA384] = {"sha384", "SHA384", 48},
	[RECORD_SHA512] = {"sha512", "SHA512", 64},
};

enum { ALGORITHMS = sizeof algorithms / sizeof *algorithms };

static const char base64_digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* --- text -------------------------------------------------------------------- */

enum record_algorithm record_algorithm_of(const char *name, size_t length)
{
	for (unsigned i = RECORD_SHA256; i < ALGORITHMS; i++)
		if (strlen(algorithms[i].name) == length &&
			strncmp(name, algorithms[i].name, length) == 0)
			return i;
	return RECORD_NO_HASH;
}

bool record_base64_read(
	const char *digits, size_t count, bool exact, unsigned char *bytes, size_t size)
{
	const unsigned char *end = bytes + size;
	size_t wanted = (8 * size + 5) / 6;
	uint32_t bits = 0;
	unsigned left = 0;

	if (count < wanted || (exact && count != wanted))
		return false;
	for (; count > 0; count--, digits++) {
		const char *digit = *digits ? strchr(base64_digits, *digits) : NULL;

		if (!digit)
			return false;
		bits = bits << 6 | (uint32_t)(digit - base64_digits);
		left += 6;
		if (left >= 8) {
			left -= 8;
			if (bytes < end)
				*bytes++ = (unsigned char)(bits >> left);
		}
	}
	return !exact || (bits & ((1u << left) - 1)) == 0;
}

bool record_hash_read(const char *digits, struct record_hash *hash)
{
	return record_base64_read(
		digits, strlen(digits), true, hash->bytes, algorithms[hash->algorithm].size);
}

static void add_base64(struct text *out, const unsigned char *bytes, size_t size)
{
	uint32_t bits = 0;
	unsigned count = 0;

	for (size_t i = 0; i < size; i++) {
		bits = bits << 8 | bytes[i];
		for (count += 8; count >= 6; count -= 6)
			text_add_char(out, base64_digits[bits >> (count - 6) & 63]);
	}
	if (count > 0)
		text_add_char(out, base64_digits[bits << (6 - count) & 63]);
}

void record_hash_add_text(struct text *out, const struct record_hash *hash)
{
	text_printf(out, "%s=", algorithms[hash->algorithm].name);
	add_base64(out, hash->bytes, algorithms[hash->algorithm].size);
}

/* --- bytes that stream by ----------------------------------------------------- */

void record_hash_begin(struct record_hasher *hasher, enum record_algorithm algorithm)
{
	static EVP_MD *known[ALGORITHMS];

	if (!known[algorithm])
		known[algorithm] = EVP_MD_fetch(NULL, algorithms[algorithm].library_name, NULL);
	hasher->algorithm = algorithm;
	hasher->context = EVP_MD_CTX_new();
	if (!known[algorithm] || !hasher->context ||
		EVP_DigestInit_ex2(hasher->context, known[algorithm], NULL) != 1)
		die(EXIT_SYSTEM, "OpenSSL has no %s", algorithms[algorithm].library_name);
}

void record_hash_add(struct record_hasher *hasher, const void *bytes, size_t length)
{
	if (EVP_DigestUpdate(hasher->context, bytes, length) != 1)
		die(EXIT_SYSTEM, "OpenSSL cannot compute a hash");
}

struct record_hash record_hash_end(struct record_hasher *hasher)
{
	struct record_hash hash = {.algorithm = hasher->algorithm};

	if (EVP_DigestFinal_ex(hasher->context, hash.bytes, NULL) != 1)
		die(EXIT_SYSTEM, "OpenSSL cannot compute a hash");
	EVP_MD_CTX_free(hasher->context);
	hasher->context = NULL;
	return hash;
}

struct record_hash record_hash_of(const void *bytes, size_t length)
{
	struct record_hasher hasher;

	record_hash_begin(&hasher, RECORD_SHA256);
	record_hash_add(&hasher, bytes, length);
	return record_hash_end(&hasher);
}

bool record_hash_equal(const struct record_hash *a, const struct record_hash *b)
{
	return a->algorithm == b->algorithm &&
	       memcmp(a->bytes, b->bytes, algorithms[a->algorithm].size) == 0;
}

struct digest record_hash_digest(const struct record_hash *hash)
{
	static const char digits[] = "0123456789abcdef";
	struct digest digest = {0};

	for (size_t i = 0; i < 32; i++) {
		digest.hex[2 * i] = digits[hash->bytes[i] >> 4];
		digest.hex[2 * i + 1] = digits[hash->bytes[i] & 15];
	}
	return digest;
}
