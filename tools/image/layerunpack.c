/* SPDX-License-Identifier: MIT */
#include "image/layerunpack.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>

#include "image/layerread.h"
#include "lib/cleanup.h"
#include "lib/die.h"

enum { BUFFER = 1 << 17, OPEN_DIRECTORIES = 32 };

/* What is done with the entries of a layer: first all is put in place, but no whiteout; when there
 * are some, what they name is removed, and all is put in place again. So what a layer takes away
 * never is what it brings, in whatever order it says so. */
enum pass { PUT, REMOVE };

struct layerunpack layerunpack_begin(const char *directory)
{
	return (struct layerunpack){.root = beneath_open(directory, BENEATH_ROOT), .spot.fd = -1};
}

void layerunpack_end(struct layerunpack *unpack)
{
	beneath_close(&unpack->root);
	spot_free(&unpack->spot);
	text_free(&unpack->parent);
}

static void check(const struct layerunpack *unpack, const char *where, const char *path, int result)
{
	if (result == 0)
		return;
	if (errno == EEXIST || errno == ENOTDIR || errno == ENOENT || errno == ELOOP ||
		errno == EMLINK || errno == ENAMETOOLONG)
		die(EXIT_NO, "%s: %s: %s", where, path, strerror(errno));
	die(EXIT_SYSTEM, "%s/%s:", unpack->root.directory, path);
}

/* Where PATH, which the entry ENTRY names, leads. */
static struct spot follow(
	struct layerunpack *unpack, const char *where, const char *path, const char *entry)
{
	struct spot spot;

	unpack->root.steps = 0;
	if (!beneath_follow(&unpack->root, path, &spot))
		die(EXIT_NO, "%s: %s: leads over too many links, or is too long", where, entry);
	return spot;
}

/* The directory that PATH lies in, in unpack->spot; it is made when MAKE says so. Returns the last
 * part of PATH. */
static const char *enter_parent(
	struct layerunpack *unpack, const char *where, const char *path, bool make)
{
	const char *name = file_name(path);
	_cleanup_(text_free) struct text parent = {0};

	text_add(&parent, path, (size_t)(name - path));
	if (!unpack->is_known || strcmp(text_string(&parent), text_string(&unpack->parent)) != 0) {
		spot_free(&unpack->spot);
		unpack->spot = follow(unpack, where, text_string(&parent), path);
		text_free(&unpack->parent);
		unpack->parent = parent;
		parent = (struct text){0};
	}
	if (make && unpack->spot.path.length > unpack->spot.there) {
		errno = spot_make(&unpack->spot);
		check(unpack, where, path, errno ? -1 : 0);
	}
	unpack->is_known = make;
	return name;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)status;
	(void)type;
	(void)place;
	return remove(path);
}

/* Removes NAME in unpack->spot with all that is in it, if it is there. */
static void remove_all(struct layerunpack *unpack, const char *where, const char *name)
{
	const struct spot *spot = &unpack->spot;
	struct stat status;

	unpack->is_known = false; /* the last directory may have been reached over it */
	if (spot->path.length > spot->there ||
		fstatat(spot->fd, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return;
	if (!S_ISDIR(status.st_mode)) {
		check(unpack, where, name, unlinkat(spot->fd, name, 0));
		return;
	}
	_cleanup_free_ char *path =
		xprintf("%s/%s/%s", unpack->root.directory, text_string(&spot->path), name);

	if (nftw(path, remove_one, OPEN_DIRECTORIES, FTW_DEPTH | FTW_PHYS) != 0)
		die(EXIT_SYSTEM, "%s:", path);
}

/* Removes all that is in the directory PATH. */
static void empty_directory(struct layerunpack *unpack, const char *where, const char *path)
{
	_cleanup_free_ char *inside = xprintf("%s/x", path);

	enter_parent(unpack, where, *path ? inside : "x", false);
	if (unpack->spot.path.length > unpack->spot.there)
		return;
	int fd = openat(unpack->spot.fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!stream)
		die(EXIT_SYSTEM, "%s/%s:", unpack->root.directory, path);
	while ((entry = readdir(stream)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			remove_all(unpack, where, entry->d_name);
	closedir(stream);
}

static void write_file(struct layerunpack *unpack, const char *where, struct layer_reader *reader,
	const struct layer_entry *entry, int fd)
{
	const struct timespec times[2] = {{.tv_nsec = UTIME_NOW}, entry->mtime};
	char buffer[BUFFER];
	size_t length;

	while ((length = layer_read(reader, buffer, sizeof buffer)) > 0)
		for (size_t done = 0; done < length;) {
			ssize_t written = write(fd, buffer + done, length - done);

			check(unpack, where, entry->path, written < 0 ? -1 : 0);
			done += (size_t)written;
		}
	check(unpack, where, entry->path, fchmod(fd, entry->mode & 0777));
	futimens(fd, times); /* a file system may know no such time */
}

/* A hard link to what is at the path of the layer that it names; not to what a link there leads to.
 */
static int link_to(struct layerunpack *unpack, const char *where, const struct layer_entry *entry,
	const char *name)
{
	const char *target = file_name(entry->link);
	_cleanup_free_ char *above = xstrndup(entry->link, (size_t)(target - entry->link));
	_cleanup_(spot_free) struct spot spot = follow(unpack, where, above, entry->path);

	if (spot.path.length > spot.there)
		die(EXIT_NO, "%s: %s: a hard link to nothing", where, entry->path);
	return linkat(spot.fd, target, unpack->spot.fd, name, 0);
}

/* Makes ENTRY as NAME in unpack->spot. Returns -1, with errno, when that is there. */
static int make_one(struct layerunpack *unpack, const char *where, struct layer_reader *reader,
	const struct layer_entry *entry, const char *name)
{
	_cleanup_close_ int fd = -1;

	switch (entry->kind) {
	case LAYER_DIRECTORY:
		return mkdirat(unpack->spot.fd, name, 0700);
	case LAYER_SYMLINK:
		return symlinkat(entry->link, unpack->spot.fd, name);
	case LAYER_HARDLINK:
		return link_to(unpack, where, entry, name);
	default:
		fd = openat(unpack->spot.fd, name,
			O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd < 0)
			return -1;
		write_file(unpack, where, reader, entry, fd);
		return 0;
	}
}

static bool is_directory(const struct spot *spot, const char *name)
{
	struct stat status;

	return fstatat(spot->fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISDIR(status.st_mode);
}

/* Whether two entries are one path: a hard link to itself, which would be removed before. */
static bool is_itself(const struct layer_entry *entry)
{
	return entry->kind == LAYER_HARDLINK && strcmp(entry->path, entry->link) == 0;
}

static void put(struct layerunpack *unpack, const char *where, struct layer_reader *reader,
	const struct layer_entry *entry)
{
	if (!*entry->path || entry->kind == LAYER_OTHER || is_itself(entry) ||
		starts_with(entry->path, "dev/"))
		return;
	const char *name = enter_parent(unpack, where, entry->path, true);
	int result = make_one(unpack, where, reader, entry, name);

	if (result < 0 && errno == EEXIST) {
		if (entry->kind == LAYER_DIRECTORY && is_directory(&unpack->spot, name)) {
			result = 0;
		} else if (unpack->yields) {
			unpack->yielded = true;
			return;
		} else {
			remove_all(unpack, where, name);
			result = make_one(unpack, where, reader, entry, name);
		}
	}
	check(unpack, where, entry->path, result);
	if (entry->kind == LAYER_DIRECTORY)
		check(unpack, where, entry->path,
			fchmodat(unpack->spot.fd, name, (entry->mode & 03777) | 0700, 0));
}

static void take_away(
	struct layerunpack *unpack, const char *where, const struct layer_entry *entry)
{
	if (entry->kind == LAYER_OPAQUE)
		empty_directory(unpack, where, entry->path);
	if (entry->kind == LAYER_WHITEOUT)
		remove_all(unpack, where, enter_parent(unpack, where, entry->path, false));
}

/* Returns whether there are whiteouts. */
static bool go_through(struct layerunpack *unpack, const struct image_layer *layer,
	const char *blob, enum pass pass)
{
	_cleanup_(layer_close) struct layer_reader *reader =
		layer_open(blob, layer->media_type, blob);
	struct layer_entry entry;
	bool has_whiteouts = false;

	layer_skip_hashes(reader);
	unpack->is_known = false;
	while (layer_next(reader, &entry)) {
		if (entry.kind == LAYER_WHITEOUT || entry.kind == LAYER_OPAQUE)
			has_whiteouts = true;
		else if (pass == PUT)
			put(unpack, blob, reader, &entry);
		if (pass == REMOVE)
			take_away(unpack, blob, &entry);
	}
	return has_whiteouts;
}

void layerunpack_add(
	struct layerunpack *unpack, const struct layout *layout, const struct image_layer *layer)
{
	_cleanup_free_ char *blob = layout_blob(layout, &layer->digest);

	if (!go_through(unpack, layer, blob, PUT))
		return;
	if (unpack->yields) {
		unpack->yielded = true;
	} else {
		go_through(unpack, layer, blob, REMOVE);
		go_through(unpack, layer, blob, PUT);
	}
}
