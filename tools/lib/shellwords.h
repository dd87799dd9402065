/* SPDX-License-Identifier: MIT */
/* shellwords.h: the words of a command, as a POSIX shell would split them (POSIX.1-2017, XCU 2.2),
 * for a program that is started without a shell.
 *
 * Blanks and newlines separate; quotes and backslashes are taken off as a shell takes them off.
 * Nothing is expanded: what is quoted arrives as it is, `$` and backquotes within double quotes
 * included. What stands unquoted and would need a shell is refused, since without one it would
 * silently mean something else: operators, parameters, patterns, comments, `~` and an assignment
 * before the program. Options in requirements files are split by pypa/words.h, which has to read
 * as pip does: it refuses nothing of that, and keeps some backslashes. */
#ifndef LIB_SHELLWORDS_H
#define LIB_SHELLWORDS_H

#include "lib/stringlist.h"

/* Adds the words of TEXT. Returns NULL, or what is wrong, which the caller frees. */
char *shellwords_split(const char *text, struct stringlist *words);

#endif
