/* SPDX-License-Identifier: MIT */
/* source.h: the ELF files in a directory or a wheel. */
#ifndef ELF_SOURCE_H
#define ELF_SOURCE_H

#include <stddef.h>

/* Takes one ELF file: NAME is its path in the directory or wheel, BYTES are read-only, both valid
 * for the call. */
typedef void elfsource_take(void *data, const char *name, const void *bytes, size_t size);

/* Calls TAKE for each ELF file in PATH, ordered by path: below a directory (symbolic links and
 * other file systems are left out), or in a zip archive; PATH may be an ELF file itself. Contents
 * are not held in memory: those of an archive go through a temporary file in $TMPDIR. Bad archives
 * die with EXIT_NO. */
void elfsource_visit(const char *path, elfsource_take *take, void *data);

#endif
