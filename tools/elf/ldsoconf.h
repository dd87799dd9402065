/* SPDX-License-Identifier: MIT */
/* ldsoconf.h: the directories that /etc/ld.so.conf names, and the files that it includes
 * (ldconfig(8) of glibc, whose source is the only description of the format).
 *
 * A line names a directory; what follows `#` is a comment, what follows `=` is a type that is
 * ignored, and so is a line of hwcap. `include` takes patterns as glob(3) has them; one that is not
 * absolute begins at the directory of the file that it stands in. A file is read once: glibc reads
 * one that includes itself until it has no file descriptors left, which gives the same list. */
#ifndef LIB_LDSOCONF_H
#define LIB_LDSOCONF_H

#include "lib/stringlist.h"

/* Where the files are. Paths begin with a slash and may lead over symbolic links. */
struct ldsoconf_files {
	void *context;

	/* What the file at PATH holds, which the caller frees; NULL when no file is there. */
	char *(*read)(void *context, const char *path);

	/* Adds the names of what is in the directory at PATH, in any order; none when it is none.
	 */
	void (*list)(void *context, const char *path, struct stringlist *names);
};

/* The directories that the configuration at PATH names, in its order, as they stand there but for
 * blanks and slashes at the end; whether they exist is not looked at, and one may come twice. More
 * files or directories than any real configuration has are bad input: dies with EXIT_NO. */
struct stringlist ldsoconf_directories(const struct ldsoconf_files *files, const char *path);

#endif
