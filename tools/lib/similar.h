/* SPDX-License-Identifier: MIT */
/* similar.h: words like a word that is not known, for "did you mean".
 *
 * How alike two words are is what Python's difflib says (Ratcliff and Obershelp): of both together,
 * the share of the longest run that both have, and so on to its left and right. */
#ifndef LIB_SIMILAR_H
#define LIB_SIMILAR_H

#include "lib/stringlist.h"

/* The longest word that is looked at; there are none like a longer one. */
enum { SIMILAR_LONGEST = 199 };

/* From 0, nothing in common, to 1, the same. */
double similar_ratio(const char *a, const char *b);

/* Adds to OUT the MOST of WORDS, at most, that are most like WORD, the best first: of a ratio of
 * 0.6 and more (difflib.get_close_matches). */
void similar_add(
	const char *word, const struct stringlist *words, size_t most, struct stringlist *out);

#endif
