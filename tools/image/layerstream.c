/* SPDX-License-Identifier: MIT */
#include "image/layerstream.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <isa-l/igzip_lib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/die.h"

const uint64_t layerstream_largest = UINT64_C(64) << 30;

struct layer_stream {
	const char *where;
	int fd;
	enum compression compression;
	struct sha256 compressed, uncompressed;
	bool is_unhashed;
	uint64_t blob_size, size, uncompressed_size; /* size: what was read of blob_size */
	struct inflate_state *gzip;
	struct archive *zstd;
	unsigned char in[1 << 16], out[1 << 18];
};

/* The next bytes of the blob, in stream->in. */
static size_t read_blob(struct layer_stream *stream)
{
	ssize_t got;

	do
		got = read(stream->fd, stream->in, sizeof stream->in);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		die(EXIT_SYSTEM, "%s: cannot read:", stream->where);
	if (!stream->is_unhashed)
		sha256_add(&stream->compressed, stream->in, (size_t)got);
	stream->size += (uint64_t)got;
	return (size_t)got;
}

static la_ssize_t give_blob(struct archive *archive, void *data, const void **buffer)
{
	struct layer_stream *stream = data;

	(void)archive;
	*buffer = stream->in;
	return (la_ssize_t)read_blob(stream);
}

static void open_zstd(struct layer_stream *stream)
{
	struct archive_entry *entry;

	stream->zstd = archive_read_new();
	if (!stream->zstd)
		die(EXIT_SYSTEM, "out of memory");
	archive_read_support_filter_zstd(stream->zstd);
	archive_read_support_format_raw(stream->zstd);
	if (archive_read_open(stream->zstd, stream, NULL, give_blob, NULL) != ARCHIVE_OK ||
		archive_read_next_header(stream->zstd, &entry) != ARCHIVE_OK ||
		archive_filter_code(stream->zstd, 0) != ARCHIVE_FILTER_ZSTD)
		die(EXIT_NO, "%s: not compressed by zstd, as its media type says", stream->where);
}

static size_t unpack_zstd(struct layer_stream *stream)
{
	la_ssize_t got = archive_read_data(stream->zstd, stream->out, sizeof stream->out);

	if (got < 0)
		die(EXIT_NO, "%s: not a valid zstd stream: %s", stream->where,
			archive_error_string(stream->zstd));
	return (size_t)got;
}

/* Begins the next member of a gzip file, unless the file ends here. */
static bool next_member(struct layer_stream *stream)
{
	struct inflate_state *gzip = stream->gzip;

	if (gzip->avail_in == 0) {
		gzip->next_in = stream->in;
		gzip->avail_in = (uint32_t)read_blob(stream);
		if (gzip->avail_in == 0)
			return false;
	}
	isal_inflate_reset(gzip);
	gzip->crc_flag = ISAL_GZIP;
	return true;
}

static size_t unpack_gzip(struct layer_stream *stream)
{
	struct inflate_state *gzip = stream->gzip;

	gzip->next_out = stream->out;
	gzip->avail_out = sizeof stream->out;
	while (gzip->avail_out > 0) {
		if (gzip->block_state == ISAL_BLOCK_FINISH && !next_member(stream))
			break;
		if (gzip->avail_in == 0) {
			gzip->next_in = stream->in;
			gzip->avail_in = (uint32_t)read_blob(stream);
		}
		uint32_t in_before = gzip->avail_in, out_before = gzip->avail_out;
		int result = isal_inflate(gzip);

		if (result != ISAL_DECOMP_OK)
			die(EXIT_NO, "%s: not a valid gzip stream", stream->where);
		if (gzip->block_state != ISAL_BLOCK_FINISH && in_before == 0 &&
			gzip->avail_out == out_before)
			die(EXIT_NO, "%s: the gzip stream is cut off", stream->where);
	}
	return sizeof stream->out - gzip->avail_out;
}

size_t layerstream_read(struct layer_stream *stream, const void **bytes)
{
	size_t length = 0;

	*bytes = stream->out;
	switch (stream->compression) {
	case COMPRESSION_NONE:
		*bytes = stream->in;
		length = read_blob(stream);
		break;
	case COMPRESSION_GZIP:
		length = unpack_gzip(stream);
		break;
	case COMPRESSION_ZSTD:
		length = unpack_zstd(stream);
		break;
	}
	if (!stream->is_unhashed)
		sha256_add(&stream->uncompressed, *bytes, length);
	stream->uncompressed_size += length;
	if (stream->uncompressed_size > layerstream_largest)
		die(EXIT_NO, "%s: unpacks to more than %" PRIu64 " bytes", stream->where,
			layerstream_largest);
	return length;
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

struct layer_stream *layerstream_open(const char *blob, const char *media_type, const char *where)
{
	_cleanup_(layerstream_close) struct layer_stream *stream = xalloc(1, sizeof *stream);
	struct stat status;

	stream->fd = -1;
	stream->where = where;
	stream->fd = open(blob, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (stream->fd < 0 || fstat(stream->fd, &status) < 0)
		die(errno == ENOENT ? EXIT_NO : EXIT_SYSTEM, "%s: cannot open:", blob);
	if (!S_ISREG(status.st_mode))
		die(EXIT_NO, "%s: not a regular file", blob);
	stream->compression = sniff(stream->fd, media_type);
	stream->blob_size = (uint64_t)status.st_size;
	sha256_begin(&stream->compressed);
	sha256_begin(&stream->uncompressed);
	if (stream->compression == COMPRESSION_GZIP) {
		stream->gzip = xalloc(1, sizeof *stream->gzip);
		isal_inflate_init(stream->gzip);
		stream->gzip->crc_flag = ISAL_GZIP;
	} else if (stream->compression == COMPRESSION_ZSTD) {
		open_zstd(stream);
	}
	return steal(&stream);
}

struct layer_descriptor layerstream_finish(struct layer_stream *stream)
{
	struct layer_descriptor descriptor;
	const void *bytes;

	while (layerstream_read(stream, &bytes) > 0)
		;
	while (read_blob(stream) > 0)
		;
	descriptor.size = stream->size;
	descriptor.uncompressed_size = stream->uncompressed_size;
	descriptor.digest = sha256_end(&stream->compressed);
	descriptor.diff_id = sha256_end(&stream->uncompressed);
	return descriptor;
}

void layerstream_skip_hashes(struct layer_stream *stream)
{
	stream->is_unhashed = true;
}

uint64_t layerstream_blob_size(const struct layer_stream *stream)
{
	return stream->blob_size;
}

uint64_t layerstream_unpacked(const struct layer_stream *stream)
{
	return stream->uncompressed_size;
}

enum compression layerstream_compression(const struct layer_stream *stream)
{
	return stream->compression;
}

void layerstream_close(struct layer_stream **stream)
{
	if (!*stream)
		return;
	archive_read_free((*stream)->zstd);
	free((*stream)->gzip);
	cleanup_close(&(*stream)->fd);
	sha256_free(&(*stream)->compressed);
	sha256_free(&(*stream)->uncompressed);
	cleanup_free(stream);
}
