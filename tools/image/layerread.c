/* SPDX-License-Identifier: MIT */
#include "image/layerread.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <isa-l/igzip_lib.h>
#include <string.h>
#include <sys/stat.h>

#include "image/mediatype.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/unconst.h"

static const uint64_t layer_largest = UINT64_C(64) << 30;

/* What the holes of sparse files, of which the archive has no data, may be together: so much, and
 * so much for each byte of the blob. */
enum { HOLES = 64 << 20, HOLES_RATIO = 256 };

struct layer_reader {
	const char *where;
	int fd;
	enum compression compression;
	struct sha256 compressed, uncompressed;
	uint64_t size, uncompressed_size, data_size; /* data_size: bytes of all files so far */
	uint64_t most_holes, data_read;
	struct inflate_state *gzip;
	struct archive *zstd, *tar;
	struct text path, link;
	unsigned char in[1 << 16], out[1 << 18];
};

/* The next bytes of the blob, in reader->in. */
static size_t read_blob(struct layer_reader *reader)
{
	ssize_t got;

	do
		got = read(reader->fd, reader->in, sizeof reader->in);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		die(EXIT_SYSTEM, "%s: cannot read:", reader->where);
	sha256_add(&reader->compressed, reader->in, (size_t)got);
	reader->size += (uint64_t)got;
	return (size_t)got;
}

static la_ssize_t give_blob(struct archive *archive, void *data, const void **buffer)
{
	struct layer_reader *reader = data;

	(void)archive;
	*buffer = reader->in;
	return (la_ssize_t)read_blob(reader);
}

static void open_zstd(struct layer_reader *reader)
{
	struct archive_entry *entry;

	reader->zstd = archive_read_new();
	if (!reader->zstd)
		die(EXIT_SYSTEM, "out of memory");
	archive_read_support_filter_zstd(reader->zstd);
	archive_read_support_format_raw(reader->zstd);
	if (archive_read_open(reader->zstd, reader, NULL, give_blob, NULL) != ARCHIVE_OK ||
		archive_read_next_header(reader->zstd, &entry) != ARCHIVE_OK ||
		archive_filter_code(reader->zstd, 0) != ARCHIVE_FILTER_ZSTD)
		die(EXIT_NO, "%s: not compressed by zstd, as its media type says", reader->where);
}

static size_t unpack_zstd(struct layer_reader *reader)
{
	la_ssize_t got = archive_read_data(reader->zstd, reader->out, sizeof reader->out);

	if (got < 0)
		die(EXIT_NO, "%s: not a valid zstd stream: %s", reader->where,
			archive_error_string(reader->zstd));
	return (size_t)got;
}

/* Begins the next member of a gzip file, unless the file ends here. */
static bool next_member(struct layer_reader *reader)
{
	struct inflate_state *gzip = reader->gzip;

	if (gzip->avail_in == 0) {
		gzip->next_in = reader->in;
		gzip->avail_in = (uint32_t)read_blob(reader);
		if (gzip->avail_in == 0)
			return false;
	}
	isal_inflate_reset(gzip);
	gzip->crc_flag = ISAL_GZIP;
	return true;
}

static size_t unpack_gzip(struct layer_reader *reader)
{
	struct inflate_state *gzip = reader->gzip;

	gzip->next_out = reader->out;
	gzip->avail_out = sizeof reader->out;
	while (gzip->avail_out > 0) {
		if (gzip->block_state == ISAL_BLOCK_FINISH && !next_member(reader))
			break;
		if (gzip->avail_in == 0) {
			gzip->next_in = reader->in;
			gzip->avail_in = (uint32_t)read_blob(reader);
		}
		uint32_t in_before = gzip->avail_in, out_before = gzip->avail_out;
		int result = isal_inflate(gzip);

		if (result != ISAL_DECOMP_OK)
			die(EXIT_NO, "%s: not a valid gzip stream", reader->where);
		if (gzip->block_state != ISAL_BLOCK_FINISH && in_before == 0 &&
			gzip->avail_out == out_before)
			die(EXIT_NO, "%s: the gzip stream is cut off", reader->where);
	}
	return sizeof reader->out - gzip->avail_out;
}

/* The next decompressed bytes: in reader->out; for plain layers in reader->in. */
size_t layer_unpack(struct layer_reader *reader, const void **bytes)
{
	size_t length = 0;

	*bytes = reader->out;
	switch (reader->compression) {
	case COMPRESSION_NONE:
		*bytes = reader->in;
		length = read_blob(reader);
		break;
	case COMPRESSION_GZIP:
		length = unpack_gzip(reader);
		break;
	case COMPRESSION_ZSTD:
		length = unpack_zstd(reader);
		break;
	}
	sha256_add(&reader->uncompressed, *bytes, length);
	reader->uncompressed_size += length;
	if (reader->uncompressed_size > layer_largest)
		die(EXIT_NO, "%s: unpacks to more than %" PRIu64 " bytes", reader->where,
			layer_largest);
	return length;
}

static la_ssize_t give_tar(struct archive *archive, void *data, const void **buffer)
{
	(void)archive;
	return (la_ssize_t)layer_unpack(data, buffer);
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

/* How the content is compressed by its first bytes; what they do not tell is as the media type
 * says. Clients look at the content, so that layers with the type of another compression are about.
 */
static enum compression sniff(int fd, const char *media_type)
{
	unsigned char head[264];
	ssize_t got = pread(fd, head, sizeof head, 0);

	if (got >= 2 && head[0] == 0x1f && head[1] == 0x8b)
		return COMPRESSION_GZIP;
	if (got >= 4 &&
		(memcmp(head, "\x28\xb5\x2f\xfd", 4) == 0 ||
			((head[0] & 0xf0) == 0x50 && memcmp(head + 1, "\x2a\x4d\x18", 3) == 0)))
		return COMPRESSION_ZSTD;
	if (got >= 262 && memcmp(head + 257, "ustar", 5) == 0)
		return COMPRESSION_NONE;
	return media_type_compression(media_type);
}

struct layer_reader *layer_open_stream(const char *blob, const char *media_type, const char *where)
{
	_cleanup_(layer_close) struct layer_reader *reader = xalloc(1, sizeof *reader);
	struct stat status;

	reader->fd = -1;
	reader->where = where;
	reader->fd = open(blob, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (reader->fd < 0 || fstat(reader->fd, &status) < 0)
		die(errno == ENOENT ? EXIT_NO : EXIT_SYSTEM, "%s: cannot open:", blob);
	if (!S_ISREG(status.st_mode))
		die(EXIT_NO, "%s: not a regular file", blob);
	reader->compression = sniff(reader->fd, media_type);
	reader->most_holes = HOLES + HOLES_RATIO * (uint64_t)status.st_size;
	sha256_begin(&reader->compressed);
	sha256_begin(&reader->uncompressed);
	if (reader->compression == COMPRESSION_GZIP) {
		reader->gzip = xalloc(1, sizeof *reader->gzip);
		isal_inflate_init(reader->gzip);
		reader->gzip->crc_flag = ISAL_GZIP;
	} else if (reader->compression == COMPRESSION_ZSTD) {
		open_zstd(reader);
	}
	return steal(&reader);
}

struct layer_reader *layer_open(const char *blob, const char *media_type, const char *where)
{
	_cleanup_(layer_close) struct layer_reader *reader =
		layer_open_stream(blob, media_type, where);

	open_tar(reader);
	return steal(&reader);
}

enum compression layer_compression(const struct layer_reader *reader)
{
	return reader->compression;
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

	if (size < 0 || (uint64_t)size > layer_largest - reader->data_size)
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
	reader->data_read += (uint64_t)got;
	if (reader->data_read > reader->uncompressed_size + reader->most_holes)
		die(EXIT_NO, "%s: %s: a sparse file with more than %" PRIu64 " bytes of holes",
			reader->where, text_string(&reader->path), reader->most_holes);
	return (size_t)got;
}

struct layer_descriptor layer_finish(struct layer_reader *reader)
{
	struct layer_descriptor descriptor;
	const void *bytes;

	while (layer_unpack(reader, &bytes) > 0)
		;
	while (read_blob(reader) > 0)
		;
	descriptor.size = reader->size;
	descriptor.uncompressed_size = reader->uncompressed_size;
	descriptor.digest = sha256_end(&reader->compressed);
	descriptor.diff_id = sha256_end(&reader->uncompressed);
	return descriptor;
}

void layer_close(struct layer_reader **reader)
{
	if (!*reader)
		return;
	archive_read_free((*reader)->tar);
	archive_read_free((*reader)->zstd);
	free((*reader)->gzip);
	cleanup_close(&(*reader)->fd);
	sha256_free(&(*reader)->compressed);
	sha256_free(&(*reader)->uncompressed);
	text_free(&(*reader)->path);
	text_free(&(*reader)->link);
	cleanup_free(reader);
}
