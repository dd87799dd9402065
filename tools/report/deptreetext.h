/* SPDX-License-Identifier: MIT */
/* deptreetext.h: a tree of dependencies (deptree.h) as pipdeptree 4 prints it, byte for byte. */
#ifndef LIB_DEPTREETEXT_H
#define LIB_DEPTREETEXT_H

#include "lib/text.h"
#include "report/deptree.h"

/* The most bytes of either, and the deepest that one distribution may stand below another. */
enum { DEPTREETEXT_BYTES = 64 << 20, DEPTREETEXT_DEPTH = 1000 };

/* Appends to TEXT what `pipdeptree` prints, and to JSON what `pipdeptree --json-tree` prints: the
 * distributions that no other needs, or all when there is none, and below each what it needs; what
 * was shown in full below the same root is not shown again. Dies (EXIT_NO), beginning with WHERE,
 * when that is too large or too deep. */
void deptreetext_add(
	const struct deptree *tree, const char *where, struct text *text, struct text *json);

#endif
