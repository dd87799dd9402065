/* SPDX-License-Identifier: MIT */
/* metadata.h: what a distribution says of itself in METADATA or PKG-INFO (PyPA "Core metadata"). It
 * comes from outside and is read leniently, as Python's own readers do: what is there is reported,
 * not judged. */
#ifndef PYPA_METADATA_H
#define PYPA_METADATA_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/text.h"

/* Reads headers one by one, up to the first line that is none: what follows it is the body,
 * whatever it looks like. */
struct metadata_reader {
	const char *next, *end;
	const char *name; /* the header's name; borrowed from the bytes, and without a NUL */
	size_t name_length;
	struct text value; /* the header's value, unfolded, without white space around it */
};

/* BYTES are borrowed. */
void metadata_begin(struct metadata_reader *reader, const char *bytes, size_t length);

/* The next header; returns false at the end. What is passed over has a name of no length. */
bool metadata_next(struct metadata_reader *reader);
void metadata_end(struct metadata_reader *reader);

/* Whether the header's name is NAME, in any case. */
bool metadata_is(const struct metadata_reader *reader, const char *name);

/* The headers, up to the first line that is none:
 * {"name","version","requiresPython","requiresDist":[],"providesExtra":[]}, null for a string that
 * is missing. Folded values are unfolded. */
json_t *metadata_json(const char *bytes, size_t length);

/* Whether the headers, of an sdist's PKG-INFO, say what FIELD is in the metadata of each wheel that
 * is built of it (PEP 643: Metadata-Version 2.2, and the field is not Dynamic). */
bool metadata_settles(const char *bytes, size_t length, const char *field);

#endif
