/* SPDX-License-Identifier: MIT */
/* words.h: a line split into words as a POSIX shell splits it, without expansions (Python's
 * shlex.split). */
#ifndef PYPA_WORDS_H
#define PYPA_WORDS_H

#include "lib/stringlist.h"

/* Adds the words of LINE. Returns NULL, or, in a static string, what is wrong. */
const char *words_split(const char *line, struct stringlist *words);

#endif
