/* SPDX-License-Identifier: MIT */
#include "image/layout.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "store/store.h"

static const struct timespec store_times[2] = {{.tv_sec = STORE_TIME}, {.tv_sec = STORE_TIME}};

static char *path_in(const struct layout *layout, const char *name)
{
	return xprintf("%s/%s", layout->path, name);
}

char *layout_blob(const struct layout *layout, const struct digest *digest)
{
	return xprintf("%s/blobs/sha256/%s", layout->path, digest->hex);
}

/* --- reading ------------------------------------------------------------- */

/* A file that must be a regular one: nothing that blocks, no endless device. */
static int open_regular(const char *path)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 || fstat(fd, &status) < 0)
		die(file_failure(errno), "%s: cannot open:", path);
	if (!S_ISREG(status.st_mode))
		die(EXIT_NO, "%s: not a regular file", path);
	return fd;
}

static json_t *read_json(const char *path)
{
	close(open_regular(path));
	return json_read(path, LAYOUT_LARGEST_JSON);
}

static void check_marker(const char *path)
{
	_cleanup_json_ json_t *marker = read_json(path);

	if (!starts_with(json_want_string(marker, "imageLayoutVersion", path), "1."))
		die(EXIT_NO, "%s: not version 1 of the OCI image layout", path);
}

struct layout layout_open(const char *path)
{
	struct layout layout = {.path = xstrdup(path), .lock = -1};
	_cleanup_free_ char *marker = path_in(&layout, "oci-layout");

	if (access(marker, F_OK) < 0)
		die(EXIT_NO, "%s: not an OCI image layout (it has no file oci-layout)", path);
	check_marker(marker);
	return layout;
}

void layout_close(struct layout *layout)
{
	cleanup_free(&layout->path);
	cleanup_close(&layout->lock);
}

json_t *layout_index(const struct layout *layout)
{
	_cleanup_free_ char *path = path_in(layout, "index.json");

	return read_json(path);
}

json_t *layout_json(const struct layout *layout, const struct digest *digest, uint64_t size)
{
	_cleanup_free_ char *path = layout_blob(layout, digest);

	if (access(path, F_OK) < 0 && errno == ENOENT)
		die(EXIT_NO, "%s: is not there, but the layout names it", path);
	close(open_regular(path));
	_cleanup_(text_free) struct text text = file_read(path, LAYOUT_LARGEST_JSON);
	struct digest found = sha256_of(text_string(&text), text.length);
	json_error_t error;

	if (text.length != size || !digest_equal(&found, digest))
		die(EXIT_NO, "%s: the content is not what its digest and size say", path);
	json_t *value = json_loadb(text_string(&text), text.length, JSON_REJECT_DUPLICATES, &error);

	if (!value)
		die(EXIT_NO, "%s:%d:%d: not valid JSON: %s", path, error.line, error.column,
			error.text);
	return value;
}

/* --- writing ------------------------------------------------------------- */

/* Whether the directory has nothing but what a process that was killed before it wrote oci-layout
 * left. */
static bool is_empty(const char *path)
{
	DIR *directory = opendir(path);
	const struct dirent *entry;
	bool empty = true;

	if (!directory)
		die(EXIT_SYSTEM, "%s: cannot open:", path);
	while (empty && (entry = readdir(directory)))
		empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
			starts_with(entry->d_name, ".oci-layout.");
	closedir(directory);
	return empty;
}

struct layout layout_create(const char *path)
{
	struct layout layout = {.path = xstrdup(path)};
	_cleanup_free_ char *marker = path_in(&layout, "oci-layout");

	make_parents(path);
	if (mkdir(path, 0777) < 0 && errno != EEXIST)
		die(EXIT_SYSTEM, "%s: cannot create the directory:", path);
	layout.lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (layout.lock < 0)
		die(errno == ENOTDIR ? EXIT_NO : EXIT_SYSTEM,
			"%s: cannot be an OCI image layout:", path);
	while (flock(layout.lock, LOCK_EX) < 0)
		if (errno != EINTR)
			die(EXIT_SYSTEM, "%s: cannot lock:", path);
	layout.marked = access(marker, F_OK) == 0;
	if (layout.marked)
		check_marker(marker);
	else if (!is_empty(path))
		die(EXIT_NO, "%s: exists and is not an OCI image layout; not touched", path);
	return layout;
}

/* From here on the directory is a layout, so that the next run takes up what a killed one left. */
static void mark(struct layout *layout)
{
	static const char content[] = "{\"imageLayoutVersion\":\"1.0.0\"}";
	_cleanup_free_ char *path = path_in(layout, "oci-layout");

	if (!layout->marked)
		file_write(path, content, strlen(content));
	layout->marked = true;
}

/* Copies all that FROM has. Returns the digest of what was copied. */
static struct digest copy(int from, const char *from_path, struct newfile *to, uint64_t *size)
{
	_cleanup_(sha256_free) struct sha256 hash;
	char buffer[1 << 16];
	ssize_t got;

	*size = 0;
	sha256_begin(&hash);
	while ((got = read(from, buffer, sizeof buffer)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			die(EXIT_SYSTEM, "%s: cannot read:", from_path);
		sha256_add(&hash, buffer, (size_t)got);
		newfile_write(to, buffer, (size_t)got);
		*size += (uint64_t)got;
	}
	return sha256_end(&hash);
}

static void set_store_time(const char *path)
{
	if (utimensat(AT_FDCWD, path, store_times, AT_SYMLINK_NOFOLLOW) < 0)
		die(EXIT_SYSTEM, "%s: cannot set the time:", path);
}

bool layout_has(const struct layout *layout, const struct digest *digest, uint64_t size)
{
	_cleanup_free_ char *path = layout_blob(layout, digest);
	struct stat status;

	if (lstat(path, &status) < 0 || !S_ISREG(status.st_mode) ||
		(uint64_t)status.st_size != size)
		return false;
	if (status.st_mtim.tv_sec == STORE_TIME && status.st_mtim.tv_nsec == 0)
		return true;
	_cleanup_close_ int fd = open_regular(path);
	struct digest found = sha256_of_file(fd, path);

	if (!digest_equal(&found, digest))
		return false;
	set_store_time(path);
	return true;
}

void layout_add(struct layout *layout, const struct digest *digest, const char *from)
{
	_cleanup_free_ char *path = layout_blob(layout, digest);

	mark(layout);
	file_clone(from, path);
	set_store_time(path);
}

void layout_import(
	struct layout *layout, const struct digest *digest, uint64_t size, const char *from)
{
	_cleanup_free_ char *path = layout_blob(layout, digest);
	_cleanup_close_ int fd = open_regular(from);
	uint64_t found_size;

	mark(layout);
	_cleanup_(newfile_abandon) struct newfile file = newfile_create(path);
	struct digest found = copy(fd, from, &file, &found_size);

	if (found_size != size || !digest_equal(&found, digest))
		die(EXIT_NO, "%s: the content is not what its digest and size say", from);
	newfile_commit(&file, 0444, false);
	set_store_time(path);
}

struct digest layout_put(struct layout *layout, const void *bytes, size_t length)
{
	struct digest digest = sha256_of(bytes, length);

	if (!layout_has(layout, &digest, length)) {
		_cleanup_free_ char *path = layout_blob(layout, &digest);

		mark(layout);
		_cleanup_(newfile_abandon) struct newfile file = newfile_create(path);

		newfile_write(&file, bytes, length);
		newfile_commit(&file, 0444, false);
		set_store_time(path);
	}
	return digest;
}

static bool is_among(const char *name, const struct digest *const *digests, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(name, digests[i]->hex) == 0)
			return true;
	return false;
}

/* Blobs of earlier images, and what killed processes left. */
static void remove_others(
	const struct layout *layout, const struct digest *const *keep, size_t count)
{
	_cleanup_free_ char *path = path_in(layout, "blobs/sha256");
	DIR *directory = opendir(path);
	const struct dirent *entry;

	if (!directory)
		die(EXIT_SYSTEM, "%s: cannot open:", path);
	while ((entry = readdir(directory)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
			!is_among(entry->d_name, keep, count) &&
			unlinkat(dirfd(directory), entry->d_name, 0) < 0)
			warn("%s/%s: cannot remove:", path, entry->d_name);
	closedir(directory);
}

/* What processes that were killed left beside the index: the lock keeps any other out. */
static void remove_leftovers(const struct layout *layout)
{
	DIR *directory = opendir(layout->path);
	const struct dirent *entry;

	if (!directory)
		die(EXIT_SYSTEM, "%s: cannot open:", layout->path);
	while ((entry = readdir(directory)))
		if ((starts_with(entry->d_name, ".index.json.") ||
			    starts_with(entry->d_name, ".oci-layout.")) &&
			unlinkat(dirfd(directory), entry->d_name, 0) < 0)
			warn("%s/%s: cannot remove:", layout->path, entry->d_name);
	closedir(directory);
}

void layout_commit(
	struct layout *layout, const json_t *index, const struct digest *const *keep, size_t count)
{
	_cleanup_free_ char *path = path_in(layout, "index.json");
	_cleanup_(text_free) struct text text = json_canonical(index);

	mark(layout);
	file_write(path, text.bytes, text.length);
	remove_others(layout, keep, count);
	remove_leftovers(layout);
}
