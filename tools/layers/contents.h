/* SPDX-License-Identifier: MIT */
/* contents.h: the files of a layer: those of several wheels in one tree, or a part of one wheel's.
 */
#ifndef LAYERS_CONTENTS_H
#define LAYERS_CONTENTS_H

#include <stddef.h>

#include "layers/install.h"
#include "layers/layerfile.h"
#include "layers/settle.h"

struct contents {
	size_t count;
	struct installed **files; /* in path_compare's order; owned by the installations */
};

/* All files of COUNT installations into TO, those of one path settled. Dies with EXIT_NO, naming
 * the wheels and the paths, when two files exclude each other (path_conflict), or one takes the
 * place of a directory of the environment. Paths that differ in case alone are a flaw of the first
 * one's wheel. */
struct contents contents_of(struct installation *installations, size_t count,
	const struct environment *to, struct settlement *settlement);
void contents_free(struct contents *contents);

/* Keeps the PARTth (from 1) of PARTS runs of files that are about equal in compressed size; all of
 * .dist-info is in the last, and a .pyc file goes with its source. The same for the same contents.
 */
void contents_take_part(struct contents *contents, unsigned part, unsigned parts);

/* Adds the files to LAYER, each directory before what lies in it, but for those that TO has itself.
 * Each file is checked against RECORD, and its hash becomes its SHA-256. Dies with EXIT_NO. */
void contents_write(const struct contents *contents, const struct environment *to,
	struct layerfile *layer, struct inflate *inflate);

/* Writes a line for each file into LIST: `MODE SHA256 PATH`, the mode in 4 octal digits. After
 * contents_write. Returns the list's digest. */
struct digest contents_list(const struct contents *contents, struct newfile *list);

#endif
