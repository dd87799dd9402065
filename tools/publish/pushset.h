/* SPDX-License-Identifier: MIT */
/* pushset.h: what has to be in a registry for an image: its blobs, and its manifests from the inner
 * ones to the one that gets the tag (OCI image-spec 1.1). */
#ifndef PUBLISH_PUSHSET_H
#define PUBLISH_PUSHSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/layout.h"
#include "lib/text.h"
#include "store/store.h"

struct push_blob {
	struct digest digest;
	uint64_t size;
	char *path;  /* where it is, or would be once it is made */
	bool absent; /* it is not there */
};

struct push_manifest {
	char *media_type;
	struct digest digest;
	struct text bytes;
};

struct push_set {
	struct push_blob *blobs; /* each once, the largest first */
	size_t blob_count;
	struct push_manifest *manifests; /* the last one is what is pushed */
	size_t manifest_count;
	uint64_t size; /* of all blobs */
};

/* What the COUNT layouts at PATHS have to be pushed for. One layout: its image tagged `latest`, or
 * its only one, or the index of several that it has in place of one. Of several layouts an index is
 * made, which names each one's image for the platform that its configuration says. Manifests are
 * checked against their digests, blobs for being there with their size. STORE, where it is not
 * NULL, may have blobs that the layouts lack, or get them (push_set_look): they may be absent.
 * Dies: EXIT_NO. */
struct push_set push_set_read(char *const *paths, size_t count, const struct store *store);

/* Looks once more for blobs that were absent. */
void push_set_look(struct push_set *set);

void push_set_free(struct push_set *set); /* for _cleanup_ */

#endif
