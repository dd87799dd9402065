/* SPDX-License-Identifier: MIT */
/* sdistfiles.h: the files of an sdist that say what it requires without a build. */
#ifndef RESOLVE_SDISTFILES_H
#define RESOLVE_SDISTFILES_H

#include <stdbool.h>

#include "lib/text.h"

struct sdistfiles {
	struct text info;    /* PKG-INFO (PEP 643) of the top directory; empty when there is none */
	struct text project; /* its pyproject.toml (PEP 621), the same */
	struct text requires; /* *.egg-info/requires.txt, which setuptools leaves */
	bool has_requires;    /* there is one, empty or not */
};

/* Reads the sdist ARCHIVE. Of two files of one name the last counts; links, and files of 16 MiB,
 * say nothing. Bad input dies with EXIT_NO. LC_CTYPE has to be a UTF-8 locale. */
struct sdistfiles sdistfiles_read(const char *archive);
void sdistfiles_free(struct sdistfiles *files);

#endif
