/* SPDX-License-Identifier: MIT */
/* leftout.h: paths that a distribution has no more, because they are another's (owner.h). */
#ifndef LAYERS_LEFTOUT_H
#define LAYERS_LEFTOUT_H

#include <stdbool.h>

#include "lib/stringlist.h"

/* Whether PATH is one of PATHS, which are sorted, or was compiled of one: code must not stay when
 * its source goes. */
bool leftout_has(const struct stringlist *paths, const char *path);

/* The RECORD of which BYTES are the content, without the rows of such paths; the others stay as
 * they are. A file is its owner's alone: who removes the other distribution must not take it away.
 * SITE is the directory that holds the .dist-info, PREFIX that of the environment or NULL. */
struct text leftout_record(const struct stringlist *paths, const char *bytes, size_t length,
	const char *site, const char *prefix);

/* Where a file that RECORD has at PATH lies: lib64 of the environment is a link to lib. The caller
 * frees. */
char *leftout_place(const char *path, const char *prefix);

#endif
