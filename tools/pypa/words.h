/* SPDX-License-Identifier: MIT */
/* words.h: the words of an option's line in a requirements file, as pip splits them: by Python's
 * shlex.split in its mode for POSIX.
 *
 * lib/shellwords.h is another reader, since another program will read the words: shlex takes `$`,
 * `*`, `;` and `#` for letters, which a shell would not, and within double quotes a backslash
 * before `$` or a backquote is one of its letters, which a shell would take off. */
#ifndef PYPA_WORDS_H
#define PYPA_WORDS_H

#include "lib/stringlist.h"

/* Adds the words of LINE. Returns NULL, or, in a static string, what is wrong. */
const char *words_split(const char *line, struct stringlist *words);

#endif
