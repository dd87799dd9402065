/* SPDX-License-Identifier: MIT */
/* treearchive.h: archives of source trees, of a commit or of a directory, which have the same bytes
 * wherever they are made.
 *
 * The bytes follow from the paths, contents and execute bits of the files, from the package's name
 * and version, and from filelayer(1), which writes them. */
#ifndef FETCH_TREEARCHIVE_H
#define FETCH_TREEARCHIVE_H

#include <stdint.h>

#include "lib/digest.h"

/* What makes archives. */
struct archiver {
	const char *tools; /* the framework's build directory, an absolute path */
	const char *store; /* where archives go, an absolute path; NULL: nowhere */
};

struct tree_archive {
	struct digest digest;
	uint64_t size;
};

/* Of a directory of the project, which is the current one: without what .gitignore names, what the
 * framework writes beside a project, and what builds leave in one. NAME and VERSION are the
 * package's; a VERSION that the files do not say stands in a PKG-INFO, as in an sdist. Dies with
 * EXIT_NO when none can be made. */
struct tree_archive treearchive_directory(
	const struct archiver *archiver, const char *path, const char *name, const char *version);

/* Of all that is in the directory TREE, an absolute path, but what git keeps for itself. */
struct tree_archive treearchive_checkout(
	const struct archiver *archiver, const char *tree, const char *name, const char *version);

#endif
