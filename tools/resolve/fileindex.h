/* SPDX-License-Identifier: MIT */
/* fileindex.h: a package index (PyPA "Simple repository API") of a few files of the store, for
 * resolvers. */
#ifndef RESOLVE_FILEINDEX_H
#define RESOLVE_FILEINDEX_H

#include <jansson.h>

#include "store/store.h"

/* Writes the index of PACKAGES, an object of {"filename", "sha256", ...} by normalized names, into
 * a directory of WORK, an absolute path, whose name changes with them. Returns its URL, which the
 * caller frees. Names and filenames are such as name.h takes. Dies. */
char *fileindex_write(const json_t *packages, const struct store *store, const char *work);

#endif
