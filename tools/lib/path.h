/* SPDX-License-Identifier: MIT */
/* path.h: paths inside archives and images, which come from outside.
 *
 * A path is relative, its components joined by single slashes; an archive's entry for a directory
 * ends in a slash. */
#ifndef LIB_PATH_H
#define LIB_PATH_H

#include <stdbool.h>

/* The longest path, and the most directories above a file. */
enum { PATH_LONGEST = 2048, PATH_DEEPEST = 64 };

/* What is wrong with PATH, in words that follow it in a message; NULL when it can be unpacked
 * anywhere: UTF-8 without control characters, relative, no component empty, `.`, `..` or above 255
 * bytes, no backslash or drive letter, and nothing that an image's layer takes for a whiteout
 * (`.wh.`). */
const char *path_flaw(const char *path);

/* PATH with single slashes for backslashes and for runs of slashes, without those at its beginning
 * and its end, and without components `.`: what another spelling most likely means. The caller
 * frees. */
char *path_respelled(const char *path);

/* Order by bytes, except that a slash comes first: all that lies in a directory stands together,
 * right after a file of the directory's name. */
int path_compare(const char *a, const char *b);

/* The same with ASCII letters taken as lower case; paths that differ in nothing else are ordered by
 * path_compare. */
int path_compare_folded(const char *a, const char *b);

/* Why A and B cannot both be in one tree, in words that follow both in a message: they are the
 * same, differ in case alone, or one is a file and the other lies in a directory of that name. NULL
 * when they can. Among paths in path_compare_folded's order, any conflict is one of neighbours. */
const char *path_conflict(const char *a, const char *b);

/* Whether A and B, which conflict, do so by the case of letters alone: where case counts, as on
 * Linux, both can be there. A tree with such a pair can have other conflicts that are none of
 * neighbours in path_compare_folded's order; those are neighbours in path_compare's. */
bool path_conflict_is_of_case(const char *a, const char *b);

/* What is wrong with the characters of PATH, in words that follow it: it is not UTF-8, or has
 * control characters. NULL when it can be shown. */
const char *path_unshowable(const char *path);

#endif
