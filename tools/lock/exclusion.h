/* SPDX-License-Identifier: MIT */
/* exclusion.h: which of the packages that a target excludes are really left out of a lock. */
#ifndef LOCK_EXCLUSION_H
#define LOCK_EXCLUSION_H

#include "lock/lock.h"
#include "lock/locktarget.h"

/* Keeps of the names that TARGET excludes, sorted, those that somebody asks for: that LOCK lists,
 * that one of its packages requires, or that are in DIRECT, a file with a requirement a line (NULL:
 * none). The others change nothing. Of a lock of ours in which a package does not say what it
 * requires, all may be asked for. To be called before lock_choose, which takes them out of LOCK.
 * Dies when DIRECT cannot be read. */
void exclusions_keep(struct lock_target *target, const struct lock *lock, const char *direct);

#endif
