/* SPDX-License-Identifier: MIT */
/* metadatawheel.h: a wheel (PyPA "Binary distribution format") that holds METADATA only: for a
 * resolver, which reads it as that of any wheel; nobody installs it. */
#ifndef RESOLVE_METADATAWHEEL_H
#define RESOLVE_METADATAWHEEL_H

#include <jansson.h>

#include "lib/text.h"

/* METADATA (PyPA "Core metadata") of DISTRIBUTION, an object as metadata.h makes it, with VERSION
 * for its own. Dies (EXIT_NO), beginning with WHERE, when it is not that. The caller frees. */
struct text metadatawheel_metadata(
	const json_t *distribution, const char *version, const char *where);

/* NAME-VERSION-py3-none-any.whl of the normalized NAME; the caller frees. */
char *metadatawheel_filename(const char *name, const char *version);

/* The wheel's bytes, the same for the same arguments; the caller frees. */
struct text metadatawheel(const char *name, const char *version, const struct text *metadata);

#endif
