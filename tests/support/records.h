/* SPDX-License-Identifier: MIT */
/* records.h: for unit tests: a store, results as layer and inspect keep them, and records that were
 * made by another tool (libarchive). */
#ifndef UNIT_RECORDS_H
#define UNIT_RECORDS_H

#include "lib/json.h"
#include "records/record.h"
#include "records/recordfile.h"
#include "scratch.h"

#define EVIDENCE "f 0644 some\n"
#define FILE_LIST "0644 0000 a.py\n"

static const struct record_parser records_parser = {"3.12", "3.12"};

/* The digest that a name's bytes have. */
static inline struct digest records_digest(const char *name)
{
	return sha256_of(name, strlen(name));
}

/* What `layer --recall` prints of a layer of the wheel `wheel`, whose list of files the store has.
 */
static inline json_t *records_layer(const struct store *store)
{
	struct digest digest = records_digest("layer"), diff_id = records_digest("diff"),
		      key = records_digest("key"), wheel = records_digest("wheel"),
		      files = store_put(store, FILE_LIST, strlen(FILE_LIST));

	return json_pack("{s:s, s:s+, s:s+, s:i, s:i, s:s+, s:s, s:[s]}", "mediaType",
		"application/vnd.oci.image.layer.v1.tar+gzip", "digest", "sha256:", digest.hex,
		"diffID", "sha256:", diff_id.hex, "size", 10, "uncompressedSize", 20, "files",
		"sha256:", files.hex, "key", key.hex, "wheels", wheel.hex);
}

/* Its row, with a record, in NAME, which is a string of the caller's. */
static inline struct layer_row records_row(char *name, const struct digest *record)
{
	return (struct layer_row){name, records_digest("key"), records_digest("layer"),
		records_digest("diff"), *record, 10, 20};
}

/* As if it had been inspected. */
static inline void records_inspected(const struct store *store)
{
	struct digest layer = records_digest("layer"), diff_id = records_digest("diff");
	struct text evidence = {0};

	text_add_string(&evidence, EVIDENCE);
	recordfile_keep_evidence(
		store, &layer, "application/vnd.oci.image.layer.v1.tar+gzip", &diff_id, &evidence);
	text_free(&evidence);
}

/* Puts an archive of ENTRIES into the store. */
static inline struct digest records_put(
	struct scratch *scratch, const struct store *store, const struct scratch_entry *entries)
{
	_cleanup_(text_free) struct text archive =
		file_read(scratch_archive(scratch, "record.gz", true, entries), 1 << 24);

	return store_put(store, text_string(&archive), archive.length);
}

#endif
