/* SPDX-License-Identifier: MIT */
/* fetchlist.h: the list of files that locate prints and fetch reads.
 *
 * A line per file: `sha256 size filename url [url...]`, separated by blanks. The size, in bytes,
 * may be `-`. Empty lines, and lines that begin with `#`, say nothing. */
#ifndef FETCH_FETCHLIST_H
#define FETCH_FETCHLIST_H

#include <stdint.h>

#include "lib/digest.h"
#include "lib/text.h"

/* A size that is not known. */
#define FETCHLIST_UNKNOWN UINT64_MAX

/* Also what a file of unknown size may have at most. */
#define FETCHLIST_MAX_SIZE ((uint64_t)1 << 40)

struct fetchlist_file {
	struct digest digest;
	uint64_t size;
	const char *filename; /* at most 255 bytes, without slash, leading dot, blank and control
				 character */
	const char **urls;    /* as they stand there */
	size_t url_count;
	struct fetchlist_file *first; /* the first file of the list with this digest, which has the
				    URLs and the size of all; itself, mostly */
};

struct fetchlist {
	struct fetchlist_file *files;
	size_t count;
	char *text; /* holds the strings */
};

/* Reads the list in the file PATH ("-" is standard input). A bad line is EXIT_NO: `PATH:LINE:
 * what`. Dies. */
struct fetchlist fetchlist_read(const char *path);
void fetchlist_free(struct fetchlist *list);

/* Whether NAME may stand in a list, and be a file in a directory. */
bool fetchlist_filename_is_good(const char *name);

/* Appends the line for a file. */
void fetchlist_add_line(struct text *out, const struct digest *digest, uint64_t size,
	const char *filename, const char *const *urls, size_t url_count);

#endif
