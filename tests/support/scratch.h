/* SPDX-License-Identifier: MIT */
/* scratch.h: a directory of a unit test's own, and files in it.
 *
 *	_cleanup_(scratch_remove) struct scratch scratch = scratch_make(); */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <archive.h>
#include <archive_entry.h>
#include <ftw.h>
#include <sys/stat.h>

#include "image/manifest.h"
#include "lib/cleanup.h"
#include "lib/file.h"

struct scratch {
	char path[64];
	char *names[64]; /* results of scratch_path */
	unsigned count;
};

/* The directory that this process made last, for when it dies; a child that does must leave its
 * parent's alone. */
static struct {
	char path[64];
	pid_t owner;
} scratch_made;

static inline int scratch_remove_one(
	const char *path, const struct stat *status, int kind, struct FTW *walk)
{
	(void)status, (void)kind, (void)walk;
	return remove(path);
}

static inline void scratch_remove_made(void)
{
	if (scratch_made.owner == getpid())
		nftw(scratch_made.path, scratch_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static inline struct scratch scratch_make(void)
{
	static bool registered;
	struct scratch scratch = {.path = "/tmp/pylock-unit.XXXXXX"};

	if (!mkdtemp(scratch.path) || (!registered && at_quick_exit(scratch_remove_made) != 0))
		abort();
	registered = true;
	memcpy(scratch_made.path, scratch.path, sizeof scratch.path);
	scratch_made.owner = getpid();
	return scratch;
}

static inline void scratch_remove(struct scratch *scratch)
{
	while (scratch->count > 0)
		free(scratch->names[--scratch->count]);
	nftw(scratch->path, scratch_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* The path of NAME in the directory; valid as long as that. */
static inline const char *scratch_path(struct scratch *scratch, const char *name)
{
	if (scratch->count == sizeof scratch->names / sizeof *scratch->names)
		abort();
	return scratch->names[scratch->count++] = xprintf("%s/%s", scratch->path, name);
}

static inline const char *scratch_write(
	struct scratch *scratch, const char *name, const char *content)
{
	const char *path = scratch_path(scratch, name);

	file_write(path, content, strlen(content));
	return path;
}

/* One entry of an archive: what `tar` would call its type, path, and content or target. */
struct scratch_entry {
	char type; /* f d l h p: file, directory, symbolic link, hard link, fifo */
	const char *path, *content;
};

/* Writes a tar archive with libarchive; GZIP: compressed. The list ends with a path that is NULL.
 */
static inline const char *scratch_archive(
	struct scratch *scratch, const char *name, bool gzip, const struct scratch_entry *entries)
{
	const char *path = scratch_path(scratch, name);
	struct archive *archive = archive_write_new();

	archive_write_set_format_pax_restricted(archive);
	if (gzip)
		archive_write_add_filter_gzip(archive);
	if (archive_write_open_filename(archive, path) != ARCHIVE_OK)
		abort();
	for (; entries->path; entries++) {
		struct archive_entry *entry = archive_entry_new();
		const char *content = entries->content ? entries->content : "";

		archive_entry_set_pathname(entry, entries->path);
		archive_entry_set_perm(entry, entries->type == 'd' ? 0755 : 0644);
		archive_entry_set_filetype(entry, entries->type == 'd'   ? AE_IFDIR
						  : entries->type == 'l' ? AE_IFLNK
						  : entries->type == 'p' ? AE_IFIFO
									 : AE_IFREG);
		if (entries->type == 'l')
			archive_entry_set_symlink(entry, content);
		if (entries->type == 'h')
			archive_entry_set_hardlink(entry, content);
		if (entries->type == 'f')
			archive_entry_set_size(entry, (la_int64_t)strlen(content));
		if (archive_write_header(archive, entry) < ARCHIVE_WARN)
			abort();
		if (entries->type == 'f')
			archive_write_data(archive, content, strlen(content));
		archive_entry_free(entry);
	}
	if (archive_write_free(archive) != ARCHIVE_OK)
		abort();
	return path;
}

/* The layer that the file is; DIFF_ID may be NULL for a plain one. */
static inline struct image_layer scratch_layer(
	const char *path, bool gzip, const struct digest *diff_id)
{
	_cleanup_(text_free) struct text text = file_read(path, 1 << 24);
	struct digest digest = sha256_of(text_string(&text), text.length);

	return (struct image_layer){
		.source = xstrdup(path),
		.media_type = gzip ? "application/vnd.oci.image.layer.v1.tar+gzip"
				   : "application/vnd.oci.image.layer.v1.tar",
		.digest = digest,
		.diff_id = diff_id ? *diff_id : digest,
		.size = text.length,
	};
}

#endif
