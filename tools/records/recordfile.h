/* SPDX-License-Identifier: MIT */
/* recordfile.h: the archive that a record is, while it is written and read: a layer of its own form
 * (layers/layerfile.h) with regular files alone. */
#ifndef RECORDS_RECORDFILE_H
#define RECORDS_RECORDFILE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "image/layerread.h"
#include "layers/layerfile.h"
#include "store/store.h"

/* The media type that the archive is read by. */
#define RECORDFILE_TYPE "application/vnd.oci.image.layer.v1.tar+gzip"

/* The largest record in bytes, and the most that its entries may be together, unpacked. */
enum { RECORD_LARGEST = 64 << 20, RECORDFILE_LARGEST = 256 << 20 };

/* The file PATH with these bytes, or with VALUE in canonical form. */
void recordfile_add(struct layerfile *file, const char *path, const void *bytes, size_t length);
void recordfile_add_json(struct layerfile *file, const char *path, const json_t *value);

/* A record while it is read. */
struct recordfile {
	struct layer_reader *reader;
	uint64_t left; /* bytes that may still follow, headers included */
};

/* Begins to read the record DIGEST, which is in the store. WHERE, what messages begin with, is
 * kept. Dies. */
struct recordfile recordfile_open(
	const struct store *store, const struct digest *digest, const char *where);
void recordfile_close(struct recordfile *record); /* for _cleanup_ */

/* The next regular file, true: PATH, which the caller frees, and CONTENT, which was set to {0}; or,
 * false, the end. Other entries are passed over. More than RECORDFILE_LARGEST bytes are bad input:
 * dies. */
bool recordfile_next(struct recordfile *record, char **path, struct text *content);

/* The content of the store that VALUE, a digest, names. Returns false when it is not there. */
bool recordfile_content(const struct store *store, const json_t *value, struct text *content);

/* What the store knows to be in the layer DIGEST (evidence/evidence.h). Returns false when that is
 * nothing. */
bool recordfile_evidence(
	const struct store *store, const struct digest *layer, struct text *content);

/* Keeps CONTENT as what is in the layer DIGEST, of an OCI media type and a diffID. Dies. */
void recordfile_keep_evidence(const struct store *store, const struct digest *layer,
	const char *media_type, const struct digest *diff_id, const struct text *content);

#endif
