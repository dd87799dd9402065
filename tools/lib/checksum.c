/* SPDX-License-Identifier: MIT */
#include "lib/checksum.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/die.h"

static const struct {
	const char *name, *of_openssl;
} algorithms[] = {{"md5", "MD5"}, {"sha1", "SHA1"}, {"sha224", "SHA224"}, {"sha256", "SHA256"},
	{"sha384", "SHA384"}, {"sha512", "SHA512"}, {"sha3_224", "SHA3-224"},
	{"sha3_256", "SHA3-256"}, {"sha3_384", "SHA3-384"}, {"sha3_512", "SHA3-512"},
	{"blake2b", "BLAKE2B-512"}, {"blake2s", "BLAKE2S-256"}};

bool checksum_begin(struct checksum *checksum, const char *algorithm)
{
	EVP_MD *method = NULL;

	*checksum = (struct checksum){0};
	for (size_t i = 0; !method && i < sizeof algorithms / sizeof *algorithms; i++)
		if (strcmp(algorithms[i].name, algorithm) == 0)
			method = EVP_MD_fetch(NULL, algorithms[i].of_openssl, NULL);
	if (!method) /* nobody's, or not OpenSSL's on this machine */
		return false;
	checksum->context = EVP_MD_CTX_new();
	if (!checksum->context || EVP_DigestInit_ex2(checksum->context, method, NULL) != 1)
		die(EXIT_SYSTEM, "OpenSSL cannot compute %s", algorithm);
	EVP_MD_free(method);
	return true;
}

void checksum_add(struct checksum *checksum, const void *bytes, size_t length)
{
	if (EVP_DigestUpdate(checksum->context, bytes, length) != 1)
		die(EXIT_SYSTEM, "OpenSSL cannot compute a hash");
}

bool checksum_is(struct checksum *checksum, const char *hex)
{
	unsigned char raw[EVP_MAX_MD_SIZE];
	char text[2 * EVP_MAX_MD_SIZE + 1] = "";
	unsigned length = 0;

	if (EVP_DigestFinal_ex(checksum->context, raw, &length) != 1)
		die(EXIT_SYSTEM, "OpenSSL cannot compute a hash");
	for (unsigned i = 0; i < length; i++)
		snprintf(text + 2 * (size_t)i, 3, "%02x", raw[i]);
	checksum_free(checksum);
	return strcasecmp(text, hex) == 0;
}

void checksum_free(struct checksum *checksum)
{
	EVP_MD_CTX_free(checksum->context);
	checksum->context = NULL;
}
