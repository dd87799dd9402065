/* SPDX-License-Identifier: MIT */
/* temporary.h: files and directories that are removed when the process ends: by exit(), die(), or
 * one of SIGINT, SIGTERM and SIGHUP. */
#ifndef LIB_TEMPORARY_H
#define LIB_TEMPORARY_H

/* PATH, which stays the caller's, is removed at the end unless it is forgotten before. */
void temporary_remember(char *path);
void temporary_forget(const char *path);

/* An empty directory of this process's own in $TMPDIR, or /tmp; it is remembered. The caller frees
 * the path, by the function below. Dies. */
char *temporary_make_directory(void);

/* Removes it with all that is in it, and forgets and frees the path. For _cleanup_. */
void temporary_remove_directory(char **path);

#endif
