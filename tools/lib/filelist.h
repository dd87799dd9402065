/* filelist.h: the LIST of filelayer(1): which files of this machine, and which texts, a layer holds where.
 *
 * A line per entry, fields separated by one tab:
 *
 *	dir	MODE	PATH
 *	file	MODE	PATH	SOURCE
 *	tree	PATH	SOURCE
 *	link	PATH	TARGET
 *	text	MODE	PATH	TEXT
 *
 * Empty lines and lines that begin with `#` are left out. PATH is in the image, with or without a slash at
 * its beginning. MODE is octal; `-` for a file is 0755 when its owner may execute SOURCE, else 0644. In TEXT,
 * \n, \t and \\ are newline, tab and backslash. A tree holds everything below SOURCE, files as with `-` and
 * directories with 0755; symbolic links in it stay links and must lead to somewhere in it. All is owned by
 * 0:0. */
#ifndef FILELIST_H
#define FILELIST_H

#include "tree.h"

/* Fills TREE by the lines of the file LIST ("-" is standard input). Adds to READ, a line each, the files and
 * directories that were read. Bad lines, paths that are named twice, and sources that cannot be read die. */
void filelist_read(const char *list, struct tree *tree, struct text *read);

#endif
