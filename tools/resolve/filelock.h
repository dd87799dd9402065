/* SPDX-License-Identifier: MIT */
/* filelock.h: the files that are meant, as a lock (PEP 751). */
#ifndef RESOLVE_FILELOCK_H
#define RESOLVE_FILELOCK_H

#include <stddef.h>

#include "resolve/release.h"

/* Writes PATH: the RELEASES, of which is decided what is meant, with the addresses of their
 * files, but for files without a SHA-256. */
void filelock_write(const char *path, const struct release *releases, size_t count);

#endif
