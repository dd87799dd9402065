/* SPDX-License-Identifier: MIT */
/* gitcheckout.h: one commit of a Git repository in a directory, by nothing but its address: what is
 * checked out follows from the commit alone (gitcommand.h). */
#ifndef FETCH_GITCHECKOUT_H
#define FETCH_GITCHECKOUT_H

#include <stdbool.h>

#include "lib/stringlist.h"

struct repository {
	const char *url;       /* whose scheme git_takes() */
	const char *directory; /* which is empty */
	const char *subject;   /* what messages begin with */
};

/* The full id of the commit that the branch REVISION or, if there is none, the tag leads to; NULL
 * when it is the name of neither. Without a REVISION (NULL), that of the repository's HEAD. The
 * caller frees. Dies with EXIT_SYSTEM when the repository cannot be had. */
char *repository_commit(const struct repository *repository, const char *revision);

/* Makes the files of COMMIT, with those of its submodules, in the directory; with HISTORY its tags,
 * too. It may be called a second time for that. COMMIT may be the beginning of an id. Returns the
 * whole id, which the caller frees. Dies with EXIT_NO when the repository does not have it. */
char *repository_check_out(const struct repository *repository, const char *commit, bool history);

/* What the .gitignore files say of DIRECTORY: adds the paths in it that no clone has. Nothing where
 * there is no repository. */
void gitignored(const char *directory, struct stringlist *paths);

#endif
