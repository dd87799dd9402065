/* SPDX-License-Identifier: MIT */
#include "image/hashedblobs.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "store/seal.h"

enum { LARGEST = 1 << 20, SETTLED = 2 };

static const char room[] = "hashed";

struct hashedblobs hashedblobs_read(const char *path)
{
	struct hashedblobs blobs = {.lock = PTHREAD_MUTEX_INITIALIZER};
	struct stat status;

	if (!path || stat(path, &status) < 0 || !S_ISREG(status.st_mode) ||
		status.st_size > LARGEST)
		return blobs;
	_cleanup_(text_free) struct text text = file_read(path, LARGEST);

	if (text.length <= SEAL_DIGITS || strlen(text.bytes) != text.length ||
		text.bytes[SEAL_DIGITS] != '\n' ||
		!seal_holds(text.bytes, room, "", text.bytes + SEAL_DIGITS + 1,
			text.length - SEAL_DIGITS - 1))
		return blobs;
	for (char *rest = text.bytes + SEAL_DIGITS + 1, *line;
		(line = strsep(&rest, "\n")) != NULL;)
		stringlist_add(&blobs.known, xstrdup(line));
	return blobs;
}

static char *identity(const struct digest *digest, const struct stat *status)
{
	return xprintf("%s %ju %ju %jd %jd.%09ld %jd.%09ld", digest->hex, (uintmax_t)status->st_dev,
		(uintmax_t)status->st_ino, (intmax_t)status->st_size,
		(intmax_t)status->st_mtim.tv_sec, status->st_mtim.tv_nsec,
		(intmax_t)status->st_ctim.tv_sec, status->st_ctim.tv_nsec);
}

static bool is_known(const struct hashedblobs *blobs, const char *line)
{
	for (size_t i = 0; i < blobs->known.count; i++)
		if (strcmp(blobs->known.items[i], line) == 0)
			return true;
	return false;
}

bool hashedblobs_check(
	struct hashedblobs *blobs, const struct digest *digest, uint64_t size, const char *blob)
{
	_cleanup_close_ int fd = open(blob, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat status;
	time_t began = time(NULL);

	if (fd < 0 ? file_failure(errno) == EXIT_SYSTEM : fstat(fd, &status) < 0)
		die(EXIT_SYSTEM, "%s: cannot open:", blob);
	if (fd < 0 || !S_ISREG(status.st_mode) || (uint64_t)status.st_size != size)
		return false;
	_cleanup_free_ char *line = identity(digest, &status);

	if (!is_known(blobs, line)) {
		const struct digest found = sha256_of_file(fd, blob);

		if (!digest_equal(&found, digest))
			return false;
		if (status.st_ctim.tv_sec > began - SETTLED)
			return true;
	}
	pthread_mutex_lock(&blobs->lock);
	stringlist_add(&blobs->now, steal(&line));
	pthread_mutex_unlock(&blobs->lock);
	return true;
}

void hashedblobs_write(struct hashedblobs *blobs, const char *path)
{
	_cleanup_(text_free) struct text lines = {0}, sealed = {0};
	char seal[SEAL_DIGITS + 1];

	stringlist_sort_unique(&blobs->now);
	for (size_t i = 0; i < blobs->now.count; i++)
		text_printf(&lines, "%s\n", blobs->now.items[i]);
	if (!seal_make(room, "", text_string(&lines), lines.length, seal))
		return;
	text_printf(&sealed, "%s\n%s", seal, text_string(&lines));
	file_update(path, sealed.bytes, sealed.length);
}

void hashedblobs_free(struct hashedblobs *blobs)
{
	stringlist_free(&blobs->known);
	stringlist_free(&blobs->now);
	pthread_mutex_destroy(&blobs->lock);
}
