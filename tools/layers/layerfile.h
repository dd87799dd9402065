/* SPDX-License-Identifier: MIT */
/* layerfile.h: an OCI layer while it is written: a tar stream in a chain of gzip members (RFC
 * 1952, 2.2).
 *
 * What is added by layerfile_entry and layerfile_add is compressed here (deflate.h), in members of
 * at most a mebibyte. What is spliced keeps the deflate stream that it has: a member of its own
 * around it. Both digests are computed on the way. */
#ifndef LAYERS_LAYERFILE_H
#define LAYERS_LAYERFILE_H

#include <jansson.h>
#include <stdint.h>

#include "layers/deflatepool.h"
#include "layers/tar.h"
#include "lib/digest.h"
#include "lib/file.h"

struct layerfile {
	struct newfile *file; /* the file; the caller owns and commits it */
	struct sha256 compressed, uncompressed;
	uint64_t size, uncompressed_size;
	uint64_t data_left; /* bytes still to come for the entry whose header was added last */
	unsigned padding;   /* how many bytes of padding follow that data */
	struct text plain;  /* bytes of our own that are not yet in a member */
	struct deflatepool *press; /* makes the members that are full; NULL before the first one */
	struct text out;           /* compressed bytes that are not yet written */
};

/* What a finished layer is. */
struct layer_descriptor {
	struct digest digest, diff_id;
	uint64_t size, uncompressed_size;
};

void layerfile_begin(struct layerfile *layer, struct newfile *file);

/* The header of the next entry. Its data, exactly entry->size bytes, follow by add or splice. */
void layerfile_entry(struct layerfile *layer, const struct tar_entry *entry);
void layerfile_add(struct layerfile *layer, const void *bytes, size_t length);

/* A deflate stream taken over as it is. Between begin and end, raw passes on the stream's bytes and
 * plain says, in order, which bytes they stand for; CRC is the CRC-32 (ISO 3309) of those and
 * LENGTH their number: the caller has checked both. */
void layerfile_splice_begin(struct layerfile *layer);
void layerfile_splice_raw(struct layerfile *layer, const void *bytes, size_t length);
void layerfile_splice_plain(struct layerfile *layer, const void *bytes, size_t length);
void layerfile_splice_end(struct layerfile *layer, uint32_t crc, uint64_t length);

/* Ends the tar stream, writes what is left into the file and frees LAYER. */
struct layer_descriptor layerfile_end(struct layerfile *layer);

/* For _cleanup_. */
void layerfile_free(struct layerfile *layer);

/* {"mediaType","digest","size","annotations","diffID","uncompressedSize"}: an OCI descriptor
 * (image-spec 1.1) and what an image's configuration needs. ANNOTATIONS is an object of strings, or
 * NULL for none; it is not consumed. */
json_t *layer_descriptor_json(const struct layer_descriptor *descriptor, json_t *annotations);

#endif
