/* SPDX-License-Identifier: MIT */
#include "lib/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/temporary.h"

enum exit_status file_failure(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
	case EISDIR:
	case ELOOP:
	case ENAMETOOLONG:
	case ENXIO:
		return EXIT_NO;
	default:
		return EXIT_SYSTEM;
	}
}

static bool is_endless(int fd, const struct stat *status)
{
	const dev_t null = makedev(1, 3);

	return S_ISBLK(status->st_mode) ||
	       (S_ISCHR(status->st_mode) && status->st_rdev != null && !isatty(fd));
}

/* Opens PATH and says in STATUS what it is. */
static int open_file(const char *path, struct stat *status)
{
	int fd = strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
					: open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		die(file_failure(errno), "%s: cannot open:", path);
	if (fstat(fd, status) < 0)
		die(EXIT_SYSTEM, "%s: cannot read:", path);
	if (is_endless(fd, status))
		die(EXIT_NO, "%s: a device, not a file", path);
	if (S_ISDIR(status->st_mode))
		die(EXIT_NO, "%s: cannot read: Is a directory", path);
	return fd;
}

int file_open(const char *path)
{
	struct stat status;

	return open_file(path, &status);
}

__attribute__((noreturn)) static void die_too_large(const char *path, size_t limit)
{
	die(EXIT_NO, "%s: larger than the %zu bytes that are allowed", path, limit);
}

struct text file_read(const char *path, size_t limit)
{
	struct text text = {0};
	struct stat status;
	_cleanup_close_ int fd = open_file(path, &status);
	ssize_t got;

	if (S_ISREG(status.st_mode) && (size_t)status.st_size > limit)
		die_too_large(path, limit);
	while ((got = read(fd, text_reserve(&text, 65536), 65536)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			die(EXIT_SYSTEM, "%s: cannot read:", path);
		text.length += (size_t)got;
		if (text.length > limit)
			die_too_large(path, limit);
	}
	text.bytes[text.length] = '\0';
	return text;
}

int close_stdout(void)
{
	if (ferror(stdout) | fclose(stdout)) {
		warn("standard output:");
		return EXIT_SYSTEM;
	}
	return EXIT_YES;
}

const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

void make_parents(const char *path)
{
	_cleanup_free_ char *parent = xstrdup(path);

	for (char *slash = strchr(parent + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		int error = mkdir(parent, 0755) < 0 ? errno : 0;

		if (error && error != EEXIST && access(parent, F_OK) != 0) {
			errno = error;
			die(EXIT_SYSTEM, "%s: cannot create the directory:", parent);
		}
		*slash = '/';
	}
}

/* Whether PATH is a device, or a file that a process has open. */
static bool is_written_in_place(const char *path)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return false;
	return starts_with(path, "/dev/std") || starts_with(path, "/dev/fd/") ||
	       starts_with(path, "/proc/") || S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode);
}

static int open_in_place(const char *path)
{
	int fd = strcmp(path, "/dev/stdout") == 0 ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
						  : open(path, O_WRONLY | O_APPEND | O_CLOEXEC);

	if (fd < 0)
		die(EXIT_SYSTEM, "%s: cannot open:", path);
	return fd;
}

struct newfile newfile_create(const char *path)
{
	struct newfile file = {.path = xstrdup(path)};
	const char *name = file_name(path);

	if (is_written_in_place(path)) {
		file.fd = open_in_place(path);
		return file;
	}
	make_parents(path);
	file.temporary = xprintf("%.*s.%.200s.XXXXXX", (int)(name - path), path, name);
	temporary_remember(file.temporary);
	file.fd = mkostemp(file.temporary, O_CLOEXEC);
	if (file.fd < 0)
		die(EXIT_SYSTEM, "%s: cannot create:", path);
	return file;
}

void newfile_write(struct newfile *file, const void *bytes, size_t length)
{
	const char *next = bytes;

	while (length > 0) {
		ssize_t wrote = write(file->fd, next, length);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			die(EXIT_SYSTEM, "%s: cannot write:", file->path);
		next += wrote;
		length -= (size_t)wrote;
	}
}

void newfile_commit(struct newfile *file, int mode, bool durable)
{
	if (file->temporary &&
		(fchmod(file->fd, (mode_t)mode) < 0 || (durable && fsync(file->fd) < 0)))
		die(EXIT_SYSTEM, "%s: cannot write:", file->path);
	int closed = close(file->fd);

	file->fd = -1;
	if (closed < 0)
		die(EXIT_SYSTEM, "%s: cannot write:", file->path);
	if (!file->temporary)
		return;
	if (rename(file->temporary, file->path) < 0 &&
		(errno != EISDIR || rmdir(file->path) < 0 ||
			rename(file->temporary, file->path) < 0))
		die(EXIT_SYSTEM, "%s: cannot give the file its name:", file->path);
	temporary_forget(file->temporary);
	cleanup_free(&file->temporary);
}

void newfile_abandon(struct newfile *file)
{
	if (file->temporary) {
		cleanup_close(&file->fd);
		unlink(file->temporary);
		temporary_forget(file->temporary);
	}
	cleanup_free(&file->temporary);
	cleanup_free(&file->path);
}

void directory_sync(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0 && fsync(fd) < 0 && errno != EINVAL && errno != EROFS && errno != ENOTSUP)
		die(EXIT_SYSTEM, "%s: cannot write:", path);
}

void file_write(const char *path, const void *bytes, size_t length)
{
	_cleanup_(newfile_abandon) struct newfile file = newfile_create(path);

	newfile_write(&file, bytes, length);
	newfile_commit(&file, 0644, false);
}

static bool has_content(const char *path, const void *bytes, size_t length)
{
	struct stat status;

	if (stat(path, &status) < 0 || !S_ISREG(status.st_mode) || (size_t)status.st_size != length)
		return false;
	_cleanup_(text_free) struct text old = file_read(path, length);

	return old.length == length && memcmp(old.bytes, bytes, length) == 0;
}

bool file_update(const char *path, const void *bytes, size_t length)
{
	if (has_content(path, bytes, length))
		return false;
	file_write(path, bytes, length);
	return true;
}
