/* SPDX-License-Identifier: MIT */
/* ignore.h: which files a list of patterns (pathpattern.h) leaves out, by the rules of docker's
 * .dockerignore, which are those of moby/patternmatcher.
 *
 * A pattern also matches all that is below what it matches; one after `!` takes back; the last one
 * that matches decides. */
#ifndef FILES_IGNORE_H
#define FILES_IGNORE_H

#include <stdbool.h>
#include <stddef.h>

struct ignore_pattern {
	char *pattern; /* cleaned, without `!` */
	char *prefix;  /* what stands before a path that is matched with it: "" or a directory and a
			  slash */
	bool exception;
};

/* A list of patterns. One that is zeroed leaves out nothing. */
struct ignore {
	struct ignore_pattern *patterns;
	size_t count;
};

void ignore_free(struct ignore *ignore); /* for _cleanup_ */

/* Adds a pattern for paths that are relative to another directory than those that are asked about:
 * PREFIX,
 * "" or with a slash at its end, leads from there to here. Blanks at both ends are taken off; one
 * that is empty then is left out. Returns what is wrong with it, or NULL. */
const char *ignore_add(struct ignore *ignore, const char *pattern, const char *prefix);

/* Adds the lines of the file PATH, a .dockerignore, when there is one. Lines that begin with `#`
 * are left out. Dies when one is wrong. */
void ignore_add_file(struct ignore *ignore, const char *path, const char *prefix);

/* Whether PATH ("" for the top) is left out. ABOVE is what was written to MATCHED for the directory
 * that it is in, NULL for the top; both have a flag for each pattern. */
bool ignore_matches(
	const struct ignore *ignore, const char *path, const bool *above, bool *matched);

/* Whether something in the directory PATH, which is left out, might be taken back. */
bool ignore_looks_into(const struct ignore *ignore, const char *path);

#endif
