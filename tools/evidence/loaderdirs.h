/* SPDX-License-Identifier: MIT */
/* loaderdirs.h: the directories in which the dynamic loader of an image looks for libraries when
 * no path of a file or of the environment says otherwise.
 *
 * Of glibc: those of /etc/ld.so.conf and what it includes, if there is a cache of them, then those
 * that are built in, Debian's and others'. Of musl: those of /etc/ld-musl-ARCH.path, or what is
 * built in when the image has no such file. */
#ifndef LIB_LOADERDIRS_H
#define LIB_LOADERDIRS_H

#include "evidence/filesystem.h"
#include "lib/stringlist.h"

/* Those that are there, once each, relative to the root and without links on the way. The evidence
 * is that of the layers that the filesystem was made from. */
struct stringlist loaderdirs_find(const struct filesystem *filesystem,
	const struct evidence *const *layers, size_t layer_count);

/* Adds the directory PATH, without links on the way, if it is there and not in the list. */
void loaderdirs_add(const struct filesystem *filesystem, struct stringlist *list, const char *path);

#endif
