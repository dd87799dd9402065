/* SPDX-License-Identifier: MIT */
/* releasemetadata.h: what resolvers read of the core metadata (PyPA "Core metadata") of a release,
 * and nothing that could mislead them. */
#ifndef RESOLVE_RELEASEMETADATA_H
#define RESOLVE_RELEASEMETADATA_H

#include <jansson.h>

#include "lib/text.h"

struct release_identity {
	char *name, *version; /* NULL: as the metadata has them */
};

/* NAME==VERSION taken apart; the caller frees. Returns false when it is not that. */
bool release_identity_parse(const char *text, struct release_identity *identity);
void release_identity_free(struct release_identity *identity);

/* Name, version, Requires-Python, extras and requirements of METADATA, an object as metadata_json()
 * makes it, with NAME and VERSION of IDENTITY; the caller frees. Dies with EXIT_NO when it is the
 * metadata of another release, or has anything but printable ASCII in them. */
struct text release_metadata(const json_t *metadata, const struct release_identity *identity);

#endif
