/* SPDX-License-Identifier: MIT */
/* markertree.h: environment markers (PyPA "Dependency specifiers", PEP 508) taken apart, such as
 * `python_version < "3.12" and (os_name == "posix" or extra == "cuda")`. */
#ifndef PYPA_MARKERTREE_H
#define PYPA_MARKERTREE_H

#include <stddef.h>

/* How many parentheses may be nested. */
enum { MARKERTREE_DEPTH = 64 };

/* One side of a comparison. */
struct marker_side {
	const char *variable; /* in its present spelling: os_name for os.name; or NULL */
	char *value; /* the text in quotes, normalized if it is the name of an extra; or NULL */
};

/* A node. An `and` has at least two operands, none of which is an `and`; and so for `or`. Operands
 * are sorted by their texts, no two the same. */
struct markertree {
	enum {
		MARKER_COMPARISON,
		MARKER_AND,
		MARKER_OR,
	} kind;

	/* The canonical form, equal for equal trees: one space between words, double quotes where
	 * the value allows, no parentheses but around an `or` under an `and`. */
	char *text;

	struct marker_side left, right; /* what a comparison compares */
	const char *comparison;         /* "==", "not in", ... */
	struct markertree *operands;    /* what `and` or `or` joins */
	size_t count;
};

/* Reads the marker at *CURSOR and moves *CURSOR behind it and the space that follows. TREE is empty
 * at first. Returns NULL, or, in a static string, what is wrong. */
const char *markertree_parse(const char **cursor, struct markertree *tree);

void markertree_free(struct markertree *tree);

#endif
