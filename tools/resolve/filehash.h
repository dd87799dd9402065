/* SPDX-License-Identifier: MIT */
/* filehash.h: the SHA-256 of files for which their index gives none: such a file is fetched into
 * the store once, and said; what its page says of it otherwise has to be true of what comes. */
#ifndef RESOLVE_FILEHASH_H
#define RESOLVE_FILEHASH_H

#include <stdbool.h>
#include <stddef.h>

#include "fetch/policy.h"
#include "lib/die.h"
#include "lib/stringlist.h"
#include "resolve/release.h"
#include "store/store.h"

struct filehash {
	const struct policy *policy;
	const struct store *store; /* its root is NULL: there is none, and nothing can be learned */
	const struct stringlist *upgrade; /* packages, or `:all:`: a file of theirs of which its
					     page gives no hash at all may be another by now */
};

/* A file of a release. */
struct filehash_wanted {
	const struct release *release;
	struct project_file *file;
};

/* Whether the file's page gives its SHA-256, or it was learned. */
bool filehash_is_known(const struct project_file *file);

/* Fills in the SHA-256, the size and the path of each file. Returns EXIT_YES, or, reported, why one
 * cannot be had. */
enum exit_status filehash_learn(
	const struct filehash *filehash, const struct filehash_wanted *wanted, size_t count);

#endif
