/* SPDX-License-Identifier: MIT */
/* reference.h: a direct reference as resolverinput(1) writes it, and the file that it means. */
#ifndef RESOLVE_REFERENCE_H
#define RESOLVE_REFERENCE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/digest.h"

/* All is borrowed; NULL stands for what it does not say. */
struct reference {
	const char *place; /* `FILE:LINE`: messages begin with it */
	const char *kind;  /* "archive", "git" or "local" */
	const char *location, *name, *subdirectory, *revision;
	const char *sha256;   /* of its URL, as it is written */
	const json_t *hashes; /* an array of strings: `sha256:…` and others */
};

/* The reference that ASKED is. Dies with EXIT_NO, the message beginning with WHERE, if it is none,
 * or when it has hashes and none is a SHA-256. */
struct reference reference_read(const json_t *asked, const char *where);

/* The SHA-256 that its line allows, if that is just one. */
bool reference_hash(const struct reference *reference, struct digest *digest);

/* Dies with EXIT_NO when its line does not allow what is AT that place, with that DIGEST. */
void reference_check(
	const struct reference *reference, const char *at, const struct digest *digest);

/* What was found: {"name", "version", "filename", "sha256", "size", "source": {KIND: TABLE}}. TABLE
 * is consumed. The caller owns it. */
json_t *reference_found(const char *name, const char *version, const char *filename,
	const char *sha256, uint64_t size, const char *kind, json_t *table);

/* The same for an archive of sources, whose filename follows from name and version and ends in
 * SUFFIX (PyPA "Source distribution format"). */
json_t *reference_found_sdist(const char *name, const char *version, const char *suffix,
	const char *sha256, uint64_t size, const char *kind, json_t *table);

#endif
