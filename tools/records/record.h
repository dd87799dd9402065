/* SPDX-License-Identifier: MIT */
/* record.h: a layer's record: all that later stages need of the layer without its bytes, as one
 * content of the store that a registry can have beside the image.
 *
 * It is a tar archive, compressed by gzip, of files that are kept results (store/results.h):
 *
 *	layer.json		what `layer` printed of it (layer(1), OUTPUT)
 *	files			the list of its files
 *	evidence		what is in it (evidence/evidence.h)
 *	versions.json		{"inspect","sources"}: of what formats these are; {"python",
 *				"parser"}: the version of Python in the image, which parsed
 *	sources/<wheel>.json	what the Python files of a wheel say (sources(1))
 *
 * Equal results give equal bytes. Who unpacks a record gets the results as if they had been found
 * here, but for the layer itself. */
#ifndef RECORDS_RECORD_H
#define RECORDS_RECORD_H

#include <jansson.h>
#include <stdbool.h>

#include "records/layerrows.h"
#include "store/store.h"

/* Versions of Python, X.Y: the image's, and that by whose parser sources were examined: what
 * another than the image's sees is left out of records, so that these are the same wherever they
 * are made. */
struct record_parser {
	const char *python, *version;
};

/* Puts the record of LAYER, the JSON that `layer --recall` printed, into the store. Returns false,
 * DIGEST being "", when the layer's files or evidence are not known there. Dies. */
bool record_pack(const struct store *store, const json_t *layer, const struct record_parser *parser,
	struct digest *digest);

/* Takes the record, which is in the store, of the layer of ROW apart: its results are kept. Returns
 * the layer's JSON, which the caller owns. What is not as ROW says is bad input: dies. */
json_t *record_unpack(const struct store *store, const struct layer_row *row);

#endif
