/* SPDX-License-Identifier: MIT */
/* lockselect.h: the one file of each package of a lock that a target takes. */
#ifndef LOCK_LOCKSELECT_H
#define LOCK_LOCKSELECT_H

#include "lock/lock.h"
#include "lock/locktarget.h"

/* Keeps of each package's files those that are meant. CHOICES has members by package, which may be
 * missing:
 * {"files": [sha256, …], "choice": see lock.h, "requires": [requirement, …]}. Dies when nothing is
 * left. */
void lock_narrow(struct lock *lock, const json_t *choices, const char *where);

/* Dies when LOCK is not for TARGET's environment or version of Python. Leaves out the packages that
 * TARGET excludes and those whose marker is not true for it, and chooses for each other the file
 * that fits best: the best tag, then the highest build number; the sdist only when no wheel fits.
 * When a package has no file that fits, says which there are and which component of their tags
 * failed, for all such packages, and dies; so it does when two packages, but for direct references,
 * have one file. */
void lock_choose(struct lock *lock, const struct lock_target *target);

#endif
