/* SPDX-License-Identifier: MIT */
/* pushplan.h: how layers come to be that are neither in a layout nor in the registry.
 *
 * A plan is a file. Its first line is a command of the shell; each other line has a blob's digest,
 * `sha256:<64 digits>`, a blank and a word, letters, digits and `._/-`, the last not first. The
 * command, with the words of the blobs that are wanted after it, puts those blobs into the store.
 */
#ifndef PUBLISH_PUSHPLAN_H
#define PUBLISH_PUSHPLAN_H

#include "lib/stringlist.h"
#include "publish/pushset.h"

/* Runs the command of the plan in the file PATH for the blobs of SET that are absent and for which
 * WANTED, an array beside SET's blobs, has true. Its output goes to standard error. Dies: EXIT_NO
 * when a blob is not in the plan, the command fails, or a blob is absent after it. */
void pushplan_make(const char *path, struct push_set *set, const bool *wanted);

#endif
