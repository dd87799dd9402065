/* SPDX-License-Identifier: MIT */
/* baserecord.h: what is known of a base without the bytes of its layers: its manifest and
 * configuration, what was read of it, and what is in its layers, as one content of the store.
 *
 * It is an archive like a layer's record (record.h): versions.json, evidence/<layer's digest>, and
 * the files of build/<target>/ that the base's rules make: base.json, base.manifest.json,
 * base.facts.json, base.tree, and base/ but for layers. */
#ifndef RECORDS_BASERECORD_H
#define RECORDS_BASERECORD_H

#include <stdbool.h>

#include "image/manifest.h"
#include "store/store.h"

/* Puts the record of the base that the files in DIRECTORY are of into the store; IMAGE is the one
 * in DIRECTORY/base. Returns false, DIGEST being "", when the store does not know what is in one of
 * its layers. Dies. */
bool baserecord_pack(const struct store *store, const char *directory, const struct image *image,
	struct digest *digest);

/* Writes the files of the record DIGEST, which is in the store, into DIRECTORY and keeps what it
 * says of layers, which are those of the image that it has. What is no such record is bad input:
 * dies. */
void baserecord_unpack(
	const struct store *store, const struct digest *digest, const char *directory);

#endif
