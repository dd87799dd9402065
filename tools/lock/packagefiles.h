/* SPDX-License-Identifier: MIT */
/* packagefiles.h: the files that a lock lists for a package, read and checked: filenames are those
 * of that package and version, and each file has a SHA-256. */
#ifndef LOCK_PACKAGEFILES_H
#define LOCK_PACKAGEFILES_H

#include "lock/lock.h"

/* Reads the wheels, the sdist or the archive of JSON, an item of the lock's `packages`, into
 * PACKAGE, whose name and version are known. TOOL is its [tool.pylock-mk], or NULL: when that knows
 * the file of a direct reference, the package has its `direct`. Else a repository or directory
 * becomes its `problem`. Dies with EXIT_NO for what is malformed; WHERE begins the messages. */
void packagefiles_read(
	struct lock_package *package, const json_t *json, const json_t *tool, const char *where);

#endif
