/* SPDX-License-Identifier: MIT */
/* gitcommand.h: git, run without the configuration of this machine and its user, without hooks and
 * templates, and so that it asks nobody. Credentials come from ~/.netrc and the ssh agent. */
#ifndef FETCH_GITCOMMAND_H
#define FETCH_GITCOMMAND_H

#include <stdbool.h>

#include "lib/text.h"

/* What to say of a URL that git_takes() not. */
#define GIT_SCHEMES "https:, ssh: or file: is wanted behind git+"

/* Whether the scheme of URL is one by which repositories are had: https, http, ssh, git or file. */
bool git_takes(const char *url);

/* Runs git in DIRECTORY with WORDS, which end with NULL. It may use the network for URL, and take
 * files for a repository only when that is a file URL; "" is for what needs neither. What it prints
 * is appended to OUTPUT, and what it complains about to ERRORS. Returns whether it succeeded. Dies
 * with EXIT_SYSTEM when there is no git. */
bool git_run(const char *url, const char *directory, const char *const *words, struct text *output,
	struct text *errors);

#endif
