/* SPDX-License-Identifier: MIT */
/* filelist.h: the LIST of filelayer(1): which files of this machine, and which texts, a layer holds
 *where.
 *
 * A line per entry, fields separated by one tab:
 *
 *	dir	MODE	PATH
 *	file	MODE	PATH	SOURCE
 *	tree	PATH	SOURCE
 *	link	PATH	TARGET
 *	text	MODE	PATH	TEXT
 *
 * Empty lines and lines that begin with `#` are left out. PATH is in the image, with or without a
 *slash at its beginning. MODE is octal; `-` for a file is 0755 when its owner may execute SOURCE,
 *else 0644. In TEXT, \n, \t and \\ are newline, tab and backslash. A tree holds everything below
 *SOURCE, files as with `-` and directories with 0755; symbolic links in it stay links and must lead
 *to somewhere in it. All is owned by 0:0. */
#ifndef FILES_FILELIST_H
#define FILES_FILELIST_H

#include "files/placing.h"

/* Places what the lines of the file LIST ("-" is standard input) name. Bad lines, paths that are
 * named twice, and sources that cannot be read die, with a message that begins with NAME or, when
 * that is NULL, with the list and the line's number. PLACING's `where` is left undefined. */
void filelist_read(const char *list, const char *name, struct placing *placing);

/* Dies, beginning with WHERE, when something lies below what is no directory. */
void filelist_check(const struct placing *placing, const char *where);

#endif
