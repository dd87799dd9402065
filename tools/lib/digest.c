/* SPDX-License-Identifier: MIT */
#include "lib/digest.h"

#include <errno.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/text.h"

static EVP_MD *algorithm;

static void fetch_algorithm(void)
{
	algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
}

void sha256_begin(struct sha256 *hash)
{
	static pthread_once_t fetched = PTHREAD_ONCE_INIT;

	pthread_once(&fetched, fetch_algorithm);
	hash->context = EVP_MD_CTX_new();
	if (!algorithm || !hash->context || EVP_DigestInit_ex2(hash->context, algorithm, NULL) != 1)
		die(EXIT_SYSTEM, "OpenSSL has no SHA-256");
}

void sha256_add(struct sha256 *hash, const void *bytes, size_t length)
{
	if (EVP_DigestUpdate(hash->context, bytes, length) != 1)
		die(EXIT_SYSTEM, "OpenSSL cannot compute SHA-256");
}

void sha256_end_raw(struct sha256 *hash, unsigned char raw[static 32])
{
	if (EVP_DigestFinal_ex(hash->context, raw, NULL) != 1)
		die(EXIT_SYSTEM, "OpenSSL cannot compute SHA-256");
	sha256_free(hash);
}

struct digest sha256_end(struct sha256 *hash)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char raw[32];
	struct digest digest;

	sha256_end_raw(hash, raw);
	for (size_t i = 0; i < sizeof raw; i++) {
		digest.hex[2 * i] = digits[raw[i] >> 4];
		digest.hex[2 * i + 1] = digits[raw[i] & 15];
	}
	digest.hex[64] = '\0';
	return digest;
}

struct digest sha256_so_far(const struct sha256 *hash)
{
	struct sha256 copy = {EVP_MD_CTX_new()};

	if (!copy.context || EVP_MD_CTX_copy_ex(copy.context, hash->context) != 1)
		die(EXIT_SYSTEM, "OpenSSL cannot compute SHA-256");
	return sha256_end(&copy);
}

void sha256_free(struct sha256 *hash)
{
	EVP_MD_CTX_free(hash->context);
	hash->context = NULL;
}

struct digest sha256_of(const void *bytes, size_t length)
{
	struct sha256 hash;

	sha256_begin(&hash);
	sha256_add(&hash, bytes, length);
	return sha256_end(&hash);
}

struct digest sha256_of_file(int fd, const char *path)
{
	_cleanup_(sha256_free) struct sha256 hash;
	char buffer[65536];
	ssize_t got;

	sha256_begin(&hash);
	while ((got = read(fd, buffer, sizeof buffer)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			die(EXIT_SYSTEM, "%s: cannot read:", path);
		sha256_add(&hash, buffer, (size_t)got);
	}
	return sha256_end(&hash);
}

bool digest_parse(const char *text, struct digest *digest)
{
	if (starts_with(text, "sha256:") || starts_with(text, "sha256="))
		text += 7;
	if (strlen(text) != 64 || strspn(text, "0123456789abcdefABCDEF") != 64)
		return false;
	for (size_t i = 0; i < 64; i++)
		digest->hex[i] = (char)(text[i] >= 'A' && text[i] <= 'F' ? text[i] + 32 : text[i]);
	digest->hex[64] = '\0';
	return true;
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
	return strcmp(a->hex, b->hex) == 0;
}
