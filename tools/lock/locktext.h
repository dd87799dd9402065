/* SPDX-License-Identifier: MIT */
/* locktext.h: a lock as text (PyPA "pylock.toml specification", PEP 751), with one file per
 * package.
 *
 * Packages must have their file chosen (lock_choose). What is written names no server but that of a
 * direct reference: files are given by their path in the wheelhouse. */
#ifndef LOCK_LOCKTEXT_H
#define LOCK_LOCKTEXT_H

#include "lib/text.h"
#include "lock/lock.h"
#include "lock/locktarget.h"

/* Appends what comes before the packages: a comment, `# ` and COMMENT, and which environment the
 * lock is for.
 */
void locktext_add_head(struct text *out, const struct lock_target *target, const char *comment);

/* Appends PACKAGE as the project's lock has it: with size and time of its file, and what
 * [tool.pylock-mk] knows of it. */
void locktext_add_package(
	struct text *out, const struct lock_package *package, const char *wheelhouse);

/* What of LOCK is installed, as a lock of its own: names, versions, files and their hashes. It is a
 * function of these and of TARGET alone: how they were asked for, when, and by which resolver, it
 * does not say. The caller frees the text. */
struct text locktext_installed(const struct lock *lock, const struct lock_target *target);

/* The same files as a requirements file with hashes, for pip. The caller frees the text. */
struct text locktext_requirements(const struct lock *lock, const struct lock_target *target);

#endif
