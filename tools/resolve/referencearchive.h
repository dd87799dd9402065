/* SPDX-License-Identifier: MIT */
/* referencearchive.h: which wheel or sdist an archive is that a direct reference leads to. */
#ifndef RESOLVE_REFERENCEARCHIVE_H
#define RESOLVE_REFERENCEARCHIVE_H

#include "fetch/treearchive.h"
#include "resolve/lockedreference.h"
#include "resolve/reference.h"
#include "resolve/treeidentity.h"
#include "store/store.h"

/* An archive where it is. */
struct foundarchive {
	const char *path;     /* of its file, here */
	const char *filename; /* the one that it has at its place */
	struct digest digest;
	uint64_t size;
	json_t *table; /* what a lock has of its place, without hash and size: {"url"} or {"path"};
			  the caller's, and completed by the function below */
};

/* What reference.h has of it: a wheel or an sdist as it is; of what is neither, or of a part of it,
 * an archive that is made. KNOWN is what the lock has of it. Dies. */
json_t *reference_archive(const struct reference *reference, const struct foundarchive *archive,
	const struct lockedreference *known, const struct archiver *archiver,
	const struct store *store, const json_t *builder);

#endif
