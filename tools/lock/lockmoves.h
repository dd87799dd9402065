/* SPDX-License-Identifier: MIT */
/* lockmoves.h: what differs between a lock and the one before it. All files were chosen. */
#ifndef LOCK_LOCKMOVES_H
#define LOCK_LOCKMOVES_H

#include "lib/stringlist.h"
#include "lock/lock.h"

/* Dies with EXIT_NO when LOCK has a file of OLD with other bytes, at the same index, and no rule
 * has chosen it: one that was replaced there is taken only of the packages in UPGRADE, or of all
 * when that has `:all:`. */
void lockmoves_refuse(
	const struct lock *lock, const struct lock *old, const struct stringlist *upgrade);

/* Takes over from OLD what did not change. The generation is one more than OLD's as soon as
 * anything moved. */
void lockmoves_keep(struct lock *lock, const struct lock *old);

/* Prints a line for each package that moved. */
void lockmoves_report(const struct lock *lock, const struct lock *old);

#endif
