/* SPDX-License-Identifier: MIT */
/* basetreefile.h: the file that basetree.h reads, made of an image's layers. */
#ifndef BASE_BASETREEFILE_H
#define BASE_BASETREEFILE_H

#include "evidence/evidencestore.h"
#include "evidence/filesystem.h"

/* What is left of IMAGE's LAYERS, which are its evidence, when they are laid over each other as in
 * FILESYSTEM. A directory without an entry of its own has mode 0755 and owner 0:0. The caller
 * frees. */
struct text basetree_text(const struct image *image, const struct filesystem *filesystem,
	const struct examined *layers);

#endif
