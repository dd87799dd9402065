/* SPDX-License-Identifier: MIT */
#include "image/layerread.h"

#include <archive.h>
#include <archive_entry.h>
#include <inttypes.h>
#include <string.h>

#include "image/tarcheck.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/unconst.h"

/* What the holes of sparse files, of which the archive has no data, may be together: so much, and
 * so much for each byte of the blob. */
enum { HOLES = 64 << 20, HOLES_RATIO = 256 };

struct layer_reader {
	const char *where;
	struct layer_stream *stream;
	struct tarcheck check; /* what goes to libarchive */
	struct archive *tar;
	uint64_t data_size, data_read; /* data_size: bytes of all files so far */
	struct text path, link;
};

static la_ssize_t give_tar(struct archive *archive, void *data, const void **buffer)
{
	struct layer_reader *reader = data;

	(void)archive;
	size_t length = layerstream_read(reader->stream, buffer);

	tarcheck_add(&reader->check, *buffer, length);
	return (la_ssize_t)length;
}

static void open_tar(struct layer_reader *reader)
{
	reader->tar = archive_read_new();
	if (!reader->tar)
		die(EXIT_SYSTEM, "out of memory");
	archive_read_support_format_tar(reader->tar);
	archive_read_support_format_empty(reader->tar);
	if (archive_read_open(reader->tar, reader, NULL, give_tar, NULL) != ARCHIVE_OK)
		die(EXIT_NO, "%s: not a tar archive: %s", reader->where,
			archive_error_string(reader->tar));
}

struct layer_reader *layer_open(const char *blob, const char *media_type, const char *where)
{
	_cleanup_(layer_close) struct layer_reader *reader = xalloc(1, sizeof *reader);

	reader->where = reader->check.where = where;
	reader->stream = layerstream_open(blob, media_type, where);
	open_tar(reader);
	return steal(&reader);
}

void layer_skip_hashes(struct layer_reader *reader)
{
	layerstream_skip_hashes(reader->stream);
}

/* Brings PATH of a tar header into the form of layer_entry. */
static void clean_path(const struct layer_reader *reader, const char *path, struct text *clean)
{
	text_clear(clean);
	for (const char *next = path; *next;) {
		size_t length = strcspn(next, "/");

		if (length == 2 && next[0] == '.' && next[1] == '.')
			die(EXIT_NO, "%s: %s: leaves the root", reader->where, path);
		if (length > LAYER_LONGEST_NAME)
			die(EXIT_NO, "%s: %.64s…: a name of %zu bytes", reader->where, next,
				length);
		if (length > 0 && !(length == 1 && next[0] == '.')) {
			if (clean->length > 0)
				text_add_char(clean, '/');
			text_add(clean, next, length);
		}
		next += length + (next[length] == '/');
	}
	if (clean->length > LAYER_LONGEST_PATH)
		die(EXIT_NO, "%s: %.64s…: a path of %zu bytes", reader->where, path, clean->length);
}

/* Turns the entry for a file `.wh.NAME` into what it says. Returns false for AUFS' own files. */
static bool read_whiteout(
	const struct layer_reader *reader, struct layer_entry *entry, struct text *path)
{
	char *name = path->bytes ? unconst(file_name(path->bytes)) : NULL;

	if (!name || !starts_with(name, ".wh."))
		return true;
	if (strcmp(name, ".wh..wh..opq") == 0) {
		entry->kind = LAYER_OPAQUE;
		path->length = (size_t)(name - path->bytes) - (name > path->bytes);
		path->bytes[path->length] = '\0';
		return true;
	}
	if (starts_with(name, ".wh..wh."))
		return false;
	if (strcmp(name, ".wh.") == 0 || strcmp(name, ".wh..") == 0 || strcmp(name, ".wh...") == 0)
		die(EXIT_NO, "%s: %s: a whiteout of nothing", reader->where, path->bytes);
	entry->kind = LAYER_WHITEOUT;
	path->length -= 4;
	memmove(name, name + 4, strlen(name + 4) + 1);
	return true;
}

static enum layer_kind kind_of(struct archive_entry *header)
{
	if (archive_entry_hardlink(header))
		return LAYER_HARDLINK;
	switch (archive_entry_filetype(header)) {
	case AE_IFREG:
		return LAYER_FILE;
	case AE_IFDIR:
		return LAYER_DIRECTORY;
	case AE_IFLNK:
		return LAYER_SYMLINK;
	default:
		return LAYER_OTHER;
	}
}

static void read_link(
	struct layer_reader *reader, struct archive_entry *header, enum layer_kind kind)
{
	const char *target = "";

	text_clear(&reader->link);
	if (kind == LAYER_HARDLINK)
		clean_path(reader, archive_entry_hardlink(header), &reader->link);
	if (kind == LAYER_SYMLINK)
		target = archive_entry_symlink(header);
	if (!target || strlen(target) > LAYER_LONGEST_PATH)
		die(EXIT_NO, "%s: %s: not a usable link", reader->where,
			text_string(&reader->path));
	text_add_string(&reader->link, target);
}

static uint64_t data_size(struct layer_reader *reader, struct archive_entry *header)
{
	la_int64_t size = archive_entry_size(header);

	if (size < 0 || (uint64_t)size > layerstream_largest - reader->data_size)
		die(EXIT_NO, "%s: %s: a file of %" PRId64 " bytes is too large", reader->where,
			text_string(&reader->path), (int64_t)size);
	reader->data_size += (uint64_t)size;
	return (uint64_t)size;
}

bool layer_next(struct layer_reader *reader, struct layer_entry *entry)
{
	struct archive_entry *header;
	int result;

	do {
		result = archive_read_next_header(reader->tar, &header);
		if (result == ARCHIVE_EOF)
			return false;
		if (result < ARCHIVE_WARN || !archive_entry_pathname(header))
			die(EXIT_NO, "%s: not a valid tar archive: %s", reader->where,
				archive_error_string(reader->tar));
		clean_path(reader, archive_entry_pathname(header), &reader->path);
		*entry = (struct layer_entry){.kind = kind_of(header)};
	} while (!read_whiteout(reader, entry, &reader->path));
	if (reader->path.length == 0 && entry->kind != LAYER_DIRECTORY &&
		entry->kind != LAYER_OPAQUE)
		die(EXIT_NO, "%s: an entry without a name", reader->where);
	read_link(reader, header, entry->kind);
	if (entry->kind == LAYER_FILE)
		entry->size = data_size(reader, header);
	entry->mode = archive_entry_perm(header) & 07777;
	entry->mtime =
		(struct timespec){archive_entry_mtime(header), archive_entry_mtime_nsec(header)};
	entry->uid = (uint32_t)archive_entry_uid(header);
	entry->gid = (uint32_t)archive_entry_gid(header);
	entry->path = text_string(&reader->path);
	entry->link = text_string(&reader->link);
	return true;
}

size_t layer_read(struct layer_reader *reader, void *buffer, size_t length)
{
	la_ssize_t got = archive_read_data(reader->tar, buffer, length);

	if (got < 0)
		die(EXIT_NO, "%s: %s: not a valid tar archive: %s", reader->where,
			text_string(&reader->path), archive_error_string(reader->tar));
	uint64_t holes = HOLES + HOLES_RATIO * layerstream_blob_size(reader->stream);

	reader->data_read += (uint64_t)got;
	if (reader->data_read > layerstream_unpacked(reader->stream) + holes)
		die(EXIT_NO, "%s: %s: a sparse file with more than %" PRIu64 " bytes of holes",
			reader->where, text_string(&reader->path), holes);
	return (size_t)got;
}

struct layer_descriptor layer_finish(struct layer_reader *reader)
{
	const void *bytes;
	size_t length;

	while ((length = layerstream_read(reader->stream, &bytes)) > 0)
		tarcheck_add(&reader->check, bytes, length);
	tarcheck_end(&reader->check);
	return layerstream_finish(reader->stream);
}

void layer_close(struct layer_reader **reader)
{
	if (!*reader)
		return;
	archive_read_free((*reader)->tar);
	layerstream_close(&(*reader)->stream);
	tarcheck_free(&(*reader)->check);
	text_free(&(*reader)->path);
	text_free(&(*reader)->link);
	cleanup_free(reader);
}
