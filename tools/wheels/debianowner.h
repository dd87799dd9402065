/* SPDX-License-Identifier: MIT */
/* debianowner.h: the Debian package that has a file, as the archive's Contents say, which are asked
 * once for each store. */
#ifndef WHEELS_DEBIANOWNER_H
#define WHEELS_DEBIANOWNER_H

#include <stdbool.h>

#include "lib/stringlist.h"
#include "store/store.h"

struct debianowner_search {
	const struct store *store;
	const char *program; /* the path of baselock.sh, which asks */
	const char *suite, *arch;
	struct stringlist mirrors; /* of the archive; none: Debian's own */
	bool offline;              /* nobody is asked */
};

/* The name of the package that has a file whose path ends so; the caller frees. NULL where nobody
 * knows it, or it cannot be asked. */
char *debianowner_find(const struct debianowner_search *search, const char *path);

#endif
