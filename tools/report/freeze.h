/* SPDX-License-Identifier: MIT */
/* freeze.h: distributions as `pip freeze` prints them: NAME==VERSION, or NAME===VERSION when the
 * version is none by PEP 440, sorted by name. */
#ifndef LIB_FREEZE_H
#define LIB_FREEZE_H

#include "lib/text.h"
#include "pypa/target.h"
#include "report/deptree.h"

/* All of TREE that `pip freeze` shows with the Python of TARGET. The caller frees. */
struct text freeze_all(const struct deptree *tree, const struct target *target);

/* Those of TREE whose normalized names stand in NAMES, with space between; it is cut into words.
 * The caller frees. */
struct text freeze_named(const struct deptree *tree, char *names);

#endif
