/* SPDX-License-Identifier: MIT */
/* projectpath.h: paths that requirements and locks have of what lies in the project, which is the
 * current directory. */
#ifndef FETCH_PROJECTPATH_H
#define FETCH_PROJECTPATH_H

/* PATH without components `.`, empty ones and slashes at its end; "." when nothing is left. The
 * caller frees. */
char *path_simple(const char *path);

/* PATH from the root on, as it is. The caller frees. */
char *path_absolute(const char *path);

/* PATH from the root on, all symbolic links followed; what does not exist is taken as it is
 * written. The caller frees. */
char *path_real(const char *path);

/* PATH relative to the project, links followed, "." for the project itself; the caller frees. NULL,
 * and in *FLAW, a string that the caller frees, what is wrong: it lies outside, or is not there. */
char *path_in_project(const char *path, char **flaw);

/* The SUBDIRECTORY (NULL for none) of the directory TREE; the caller frees. Dies with EXIT_NO, the
 * message beginning with SUBJECT, when it has none or that leads out of it. */
char *directory_below(const char *tree, const char *subdirectory, const char *subject);

#endif
