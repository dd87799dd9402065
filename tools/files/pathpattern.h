/* SPDX-License-Identifier: MIT */
/* pathpattern.h: one pattern of a .dockerignore, and which paths it matches.
 *
 * The rules are those of moby/patternmatcher, which docker build uses: a pattern is cleaned as a
 * path is, a slash at its beginning does not count, `*` and `?` do not match a slash, a component
 * `**` matches any number of directories, [...] is a class and a backslash takes what follows as it
 * is. */
#ifndef FILES_PATHPATTERN_H
#define FILES_PATHPATTERN_H

#include <stdbool.h>
#include <stddef.h>

/* The first LENGTH bytes of PATTERN without empty components, `.` and what `..` takes back, as Go's
 * filepath.Clean has it; without the slash at the beginning. The caller frees. */
char *pathpattern_clean(const char *pattern, size_t length);

/* What is wrong with a pattern, in words that follow it, or NULL. */
const char *pathpattern_flaw(const char *pattern);

/* Whether the cleaned PATTERN, which has no flaw, matches PATH itself; other than what is below
 * PATH. */
bool pathpattern_matches(const char *pattern, const char *path);

#endif
