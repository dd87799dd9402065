/* SPDX-License-Identifier: MIT */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/fs.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/tempfile.h"
#include "store/access.h"
#include "store/durablenames.h"
#include "store/seal.h"

struct store store_open(const char *root)
{
	if (*root)
		access_check(root);
	return (struct store){
		.root = xstrdup(root), .durable = xalloc(1, sizeof(struct durablenames))};
}

void store_close(struct store *store)
{
	if (store->durable)
		durablenames_sync(store->durable, store->root);
	free(store->durable);
	store->durable = NULL;
	cleanup_free(&store->root);
}

void store_settle(const struct store *store, const struct digest *digest)
{
	durablenames_add(store->durable, digest);
}

static bool is_read_only(const char *root)
{
	return access(root, W_OK) < 0 && errno == EROFS;
}

bool store_keeps(const struct store *store)
{
	static atomic_flag said = ATOMIC_FLAG_INIT;

	if (!is_read_only(store->root))
		return true;
	if (!atomic_flag_test_and_set(&said))
		warn("%s: on a read-only file system: what was found out is not kept there",
			store->root);
	return false;
}

static char *path_in(const struct store *store, const char *directory, const struct digest *digest)
{
	return xprintf("%s/%s/%.2s/%s", store->root, directory, digest->hex, digest->hex);
}

char *store_path(const struct store *store, const struct digest *digest)
{
	return path_in(store, "sha256", digest);
}

char *store_key_path(const struct store *store, const char *stage, const char *key)
{
	return xprintf("%s/keys/%s/%s.json", store->root, stage, key);
}

/* What a file is known by again, and the user's seal on it: a line that another user wrote does not
 * count. NULL without a key. */
static char *identity(const struct digest *digest, const struct stat *status)
{
	_cleanup_free_ char *line = xprintf("%jd %jd.%09ld %ju", (intmax_t)status->st_size,
		(intmax_t)status->st_mtim.tv_sec, status->st_mtim.tv_nsec,
		(uintmax_t)status->st_ino);
	char seal[SEAL_DIGITS + 1];

	if (!seal_make("stat", digest->hex, line, strlen(line), seal))
		return NULL;
	return xprintf("%s %s\n", line, seal);
}

static void record(
	const struct store *store, const struct digest *digest, const struct stat *status)
{
	_cleanup_free_ char *path = path_in(store, "stat", digest);
	_cleanup_free_ char *line = identity(digest, status);

	if (line && store_keeps(store))
		file_write(path, line, strlen(line));
}

/* The file of another user may be changed by that one, and look the same afterwards. */
static bool is_recorded(
	const struct store *store, const struct digest *digest, const struct stat *status)
{
	_cleanup_free_ char *path = path_in(store, "stat", digest);
	char recorded[256];
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t length = fd < 0 ? -1 : read(fd, recorded, sizeof recorded);

	if (length <= 0 || status->st_uid != geteuid())
		return false;
	_cleanup_free_ char *line = identity(digest, status);

	return line && length == (ssize_t)strlen(line) &&
	       memcmp(recorded, line, (size_t)length) == 0;
}

bool store_has(const struct store *store, const struct digest *digest, uint64_t *size)
{
	_cleanup_free_ char *path = store_path(store, digest);
	struct stat status;
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return false;
	if (fstat(fd, &status) < 0)
		die(EXIT_SYSTEM, "%s: cannot read:", path);
	if (!S_ISREG(status.st_mode))
		return false;
	if (!is_recorded(store, digest, &status)) {
		struct digest found = sha256_of_file(fd, path);

		if (!digest_equal(&found, digest)) {
			warn("%s: the content is not what its name says; %s", path,
				unlink(path) == 0 ? "removed" : "it cannot be removed");
			return false;
		}
		record(store, digest, &status);
	}
	if (size)
		*size = (uint64_t)status.st_size;
	return true;
}

void store_forget(const struct store *store, const struct digest *digest)
{
	_cleanup_free_ char *path = path_in(store, "stat", digest);

	unlink(path);
}

char *store_temporary(const char *root)
{
	return is_read_only(root) ? xstrdup(temporary_directory()) : xprintf("%s/tmp", root);
}

struct newfile store_create(const struct store *store)
{
	_cleanup_free_ char *directory = store_temporary(store->root);
	_cleanup_free_ char *path = xprintf("%s/blob", directory);

	return newfile_create(path);
}

void store_commit(
	const struct store *store, struct newfile *file, const struct digest *digest, bool durable)
{
	const struct timespec times[2] = {{.tv_sec = STORE_TIME}, {.tv_sec = STORE_TIME}};
	struct stat status;

	free(file->path);
	file->path = store_path(store, digest);
	if (store_has(store, digest, NULL)) {
		newfile_abandon(file);
		return;
	}
	if (is_read_only(store->root))
		die(EXIT_SYSTEM,
			"%s: on a read-only file system, and it does not have what was "
			"made here",
			store->root);
	if (futimens(file->fd, times) < 0 || fstat(file->fd, &status) < 0)
		die(EXIT_SYSTEM, "%s: cannot write:", file->path);
	make_parents(file->path);
	newfile_commit(file, 0444, durable);
	if (durable)
		store_settle(store, digest);
	record(store, digest, &status);
}

struct digest store_put(const struct store *store, const void *bytes, size_t length)
{
	struct digest digest = sha256_of(bytes, length);

	if (!store_has(store, &digest, NULL)) {
		_cleanup_(newfile_abandon) struct newfile file = store_create(store);

		newfile_write(&file, bytes, length);
		store_commit(store, &file, &digest, false);
	}
	return digest;
}

static void copy_bytes(int from, struct newfile *to, const char *path)
{
	char buffer[65536];
	ssize_t got;

	while ((got = read(from, buffer, sizeof buffer)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			die(EXIT_SYSTEM, "%s: cannot read:", path);
		newfile_write(to, buffer, (size_t)got);
	}
}

/* Tries to give the temporary file the content without copying it. */
static bool share(int from, const char *from_path, struct newfile *to)
{
	if (ioctl(to->fd, FICLONE, from) == 0)
		return true;
	if (unlink(to->temporary) < 0 || link(from_path, to->temporary) < 0) {
		cleanup_close(&to->fd);
		to->fd = open(to->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (to->fd < 0)
			die(EXIT_SYSTEM, "%s: cannot create:", to->path);
		return false;
	}
	return true;
}

void file_clone(const char *from_path, const char *path)
{
	_cleanup_close_ int from = open(from_path, O_RDONLY | O_CLOEXEC);
	struct stat old, now;

	if (from < 0 || fstat(from, &now) < 0)
		die(EXIT_SYSTEM, "%s: cannot open:", from_path);
	if (lstat(path, &old) == 0 && old.st_ino == now.st_ino && old.st_dev == now.st_dev)
		return;
	_cleanup_(newfile_abandon) struct newfile file = newfile_create(path);

	if (!share(from, from_path, &file))
		copy_bytes(from, &file, from_path);
	newfile_commit(&file, 0444, false);
}

bool store_export(const struct store *store, const struct digest *digest, const char *path)
{
	_cleanup_free_ char *from = store_path(store, digest);

	if (!store_has(store, digest, NULL))
		return false;
	file_clone(from, path);
	return true;
}

void store_take(const struct store *store, const struct digest *digest, const char *from)
{
	const struct timespec times[2] = {{.tv_sec = STORE_TIME}, {.tv_sec = STORE_TIME}};
	_cleanup_free_ char *path = store_path(store, digest);
	struct stat status;

	file_clone(from, path);
	if (chmod(path, 0444) < 0 || utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW) < 0 ||
		lstat(path, &status) < 0)
		die(EXIT_SYSTEM, "%s: cannot set mode and time:", path);
	record(store, digest, &status);
}

void store_copy(const struct store *store, const struct digest *digest, const char *from_path)
{
	if (store_has(store, digest, NULL))
		return;
	_cleanup_close_ int from = file_open(from_path);
	_cleanup_(newfile_abandon) struct newfile file = store_create(store);

	copy_bytes(from, &file, from_path);
	if (lseek(file.fd, 0, SEEK_SET) < 0)
		die(EXIT_SYSTEM, "%s: cannot read:", file.path);
	struct digest found = sha256_of_file(file.fd, from_path);

	if (!digest_equal(&found, digest))
		die(EXIT_SYSTEM, "%s: it changed while it was read", from_path);
	store_commit(store, &file, digest, true);
}
