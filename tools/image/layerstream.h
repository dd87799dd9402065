/* SPDX-License-Identifier: MIT */
/* layerstream.h: the blob of an OCI layer as a stream of bytes: decompressed and hashed, in bounded
 * memory.
 *
 * A layer is plain, or compressed by gzip or zstd, zstd:chunked as well. What is not such a stream,
 * and one that unpacks to more than 64 GiB, are bad input: the program dies, the layer named. */
#ifndef IMAGE_LAYERSTREAM_H
#define IMAGE_LAYERSTREAM_H

#include <stdint.h>

#include "image/mediatype.h"
#include "layers/layerfile.h"

/* How many bytes a layer may unpack to. */
extern const uint64_t layerstream_largest;

struct layer_stream;

/* Begins to read the file BLOB, which is of an OCI media type for layers. WHERE, what messages
 * begin with, is kept, not copied. */
struct layer_stream *layerstream_open(const char *blob, const char *media_type, const char *where);

/* To be called before the first read: nobody will ask what the blob is, which costs more than
 * reading it. */
void layerstream_skip_hashes(struct layer_stream *stream);

/* How it is compressed: as its content says, whatever the media type. */
enum compression layerstream_compression(const struct layer_stream *stream);

/* The size of the blob in bytes when it was opened. */
uint64_t layerstream_blob_size(const struct layer_stream *stream);

/* How many bytes were unpacked so far. */
uint64_t layerstream_unpacked(const struct layer_stream *stream);

/* The next decompressed bytes and how many; 0: no more. They are the stream's until the next call.
 */
size_t layerstream_read(struct layer_stream *stream, const void **bytes);

/* Reads to the end of the blob and says what it is. */
struct layer_descriptor layerstream_finish(struct layer_stream *stream);

/* For _cleanup_. */
void layerstream_close(struct layer_stream **stream);

#endif
