/* SPDX-License-Identifier: MIT */
/* chosenfiles.h: which files of an image are listed one by one: the ELF files, and those of a
 * virtual environment that no distribution owns.
 *
 * Paths are relative to the image's root, without a slash at either end. */
#ifndef EVIDENCE_CHOSENFILES_H
#define EVIDENCE_CHOSENFILES_H

#include "evidence/filesystem.h"

/* Whether PATH lies below DIRECTORY, at any depth. A directory does not lie below itself. */
bool chosenfiles_is_below(const char *path, const char *directory);

/* The nodes of all ELF files, in the order of their paths' bytes. COUNT receives how many; the
 * caller frees. */
uint32_t *chosenfiles_elf(const struct filesystem *filesystem, size_t *count);

/* The same of the files below PREFIX without an owner. What every virtual environment has besides
 * distributions is left out: pyvenv.cfg, lib64 and the names of Python in bin. */
uint32_t *chosenfiles_unowned(
	const struct filesystem *filesystem, const char *prefix, size_t *count);

#endif
