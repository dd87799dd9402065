/* SPDX-License-Identifier: MIT */
/* origins.h: what an image was to be made of, as a file says: the wheels of its lock, the lists of
 * the files that are of no wheel, the layers of its base.
 *
 *	wheel SHA256 FILENAME [pyc]	pyc: .pyc files were made for it
 *	list SHA256	a layer's list of files (store.h), `MODE SHA256 PATH` each
 *	base SHA256	a layer
 *	known SHA256	a layer of wheels that is believed to be what it should be */
#ifndef EVIDENCE_ORIGINS_H
#define EVIDENCE_ORIGINS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/digest.h"

struct origin {
	enum origin_kind {
		ORIGIN_WHEEL,
		ORIGIN_LIST,
		ORIGIN_BASE,
		ORIGIN_KNOWN,
	} kind;
	struct digest digest;
	char *filename; /* a wheel's; else NULL */
	bool compiled;  /* .pyc files were made of the wheel's .py files */
};

struct origins {
	struct origin *list;
	size_t count;
};

/* Dies when the file is not of that form. */
struct origins origins_read(const char *path);
void origins_free(struct origins *origins); /* for _cleanup_ */

/* Whether the layer of that digest is one of the base, or known: its files are not compared. */
bool origins_have_layer(const struct origins *origins, const struct digest *layer);

/* How many layers are known. */
size_t origins_known(const struct origins *origins);

#endif
