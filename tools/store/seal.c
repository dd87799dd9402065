/* SPDX-License-Identifier: MIT */
#include "store/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/text.h"

enum { KEY_BYTES = 32 };

static char key[2 * KEY_BYTES + 1]; /* the digits are the key; "" when there is none */
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* NULL when the user has no home. */
static char *key_path(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (state && *state == '/')
		return xprintf("%s/pylock.mk/key", state);
	return home && *home == '/' ? xprintf("%s/.local/state/pylock.mk/key", home) : NULL;
}

/* Why the key is not taken, or NULL: then it is in `key`. */
static const char *read_key(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	char text[sizeof key + 1];
	struct stat status;
	ssize_t length;

	if (fd < 0 || fstat(fd, &status) < 0)
		return strerror(errno);
	if (!S_ISREG(status.st_mode) || status.st_uid != geteuid())
		return "it is not a file of this user";
	if (status.st_mode & 077)
		return "others can read it: make one that they cannot (rm it)";
	length = read(fd, text, sizeof text - 1);
	text[length > 0 ? length : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	if (strlen(text) != 2UL * KEY_BYTES || strspn(text, "0123456789abcdef") != 2UL * KEY_BYTES)
		return "it is not 64 hexadecimal digits";
	memcpy(key, text, sizeof key);
	return NULL;
}

static bool make_directories(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		bool there = mkdir(path, 0700) == 0 || errno == EEXIST || access(path, F_OK) == 0;

		*slash = '/';
		if (!there)
			return false;
	}
	return true;
}

/* Makes a key, unless another process is first. Errors show when it is read. */
static void make_key(const char *path)
{
	_cleanup_free_ char *temporary = xprintf("%s.XXXXXX", path);
	unsigned char bytes[KEY_BYTES];
	_cleanup_(text_free) struct text text = {0};

	if (RAND_bytes(bytes, sizeof bytes) != 1)
		return;
	for (size_t i = 0; i < sizeof bytes; i++)
		text_printf(&text, "%02x", bytes[i]);
	text_add_char(&text, '\n');
	if (!make_directories(temporary))
		return;
	_cleanup_close_ int fd = mkostemp(temporary, O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, text.bytes, text.length) == (ssize_t)text.length && fsync(fd) == 0 &&
		link(temporary, path) < 0 && errno != EEXIST)
		rename(temporary, path); /* where there are no links */
	unlink(temporary);
}

static void find_key(void)
{
	_cleanup_free_ char *path = key_path();
	const char *problem = path ? NULL : "HOME is not set";

	if (path && access(path, F_OK) != 0)
		make_key(path);
	if (path)
		problem = read_key(path);
	if (problem && !getenv("_pylock_turn"))
		warn("%s: %s: what the store keeps of earlier runs is not used",
			path ? path : "the user's key", problem);
}

void seal_begin(void)
{
	pthread_once(&once, find_key);
}

bool seal_make(const char *room, const char *name, const void *bytes, size_t length,
	char seal[static SEAL_DIGITS + 1])
{
	_cleanup_(text_free) struct text message = {0};
	unsigned char code[EVP_MAX_MD_SIZE];
	unsigned count = 0;

	seal_begin();
	*seal = '\0';
	if (!*key)
		return false;
	text_printf(&message, "pylock.mk 1 %s %s\n", room, name);
	text_add(&message, bytes, length);
	if (!HMAC(EVP_sha256(), key, 2 * KEY_BYTES, (const unsigned char *)message.bytes,
		    message.length, code, &count) ||
		2 * count != SEAL_DIGITS)
		die(EXIT_SYSTEM, "OpenSSL cannot compute an HMAC");
	for (unsigned i = 0; i < count; i++)
		snprintf(seal + 2UL * i, 3, "%02x", code[i]);
	return true;
}

bool seal_holds(
	const char *seal, const char *room, const char *name, const void *bytes, size_t length)
{
	char own[SEAL_DIGITS + 1];

	return seal_make(room, name, bytes, length, own) &&
	       CRYPTO_memcmp(own, seal, SEAL_DIGITS) == 0;
}
