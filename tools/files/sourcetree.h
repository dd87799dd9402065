/* SPDX-License-Identifier: MIT */
/* sourcetree.h: what a SOURCE of the project's own files holds, in a fixed order, without what
 * never goes into an image.
 *
 * Left out are the project's directory `build`, the locks that are made at its top (pylock.*.toml,
 * base.*.lock, built.*.lock, layers.*.lock, requirements.lock.*.txt), version control (.git, .hg,
 * .svn), and what programs keep to be quicker: __pycache__, *.pyc, *.pyo, .mypy_cache,
 * .pytest_cache, .ruff_cache, .hypothesis, .ipynb_checkpoints, .tox, .nox, .venv; and what
 * .dockerignore files and the caller's patterns (ignore.h) say, the last one that matches deciding,
 * so that `!` takes all of this back but `build`. The project is the current directory. Its
 * .dockerignore counts, those of the directories between it and SOURCE, and SOURCE's own, each from
 * where it lies. The caller's patterns are tried from SOURCE and from the project. A SOURCE that is
 * a file is never left out. In SOURCE %20 is a blank and %25 a percent sign. */
#ifndef FILES_SOURCETREE_H
#define FILES_SOURCETREE_H

#include <sys/stat.h>

#include "files/ignore.h"
#include "lib/stringlist.h"

struct sourcetree_entry {
	const char *path;   /* below SOURCE; "" for SOURCE itself */
	const char *source; /* the same with SOURCE before it */
	struct stat status; /* of SOURCE itself what a link leads to, of all else lstat(2)'s */
};

typedef void sourcetree_visit(void *context, const struct sourcetree_entry *entry);

/* LENGTH bytes of a word of PYLOCK_FILES with its %20 and %25 resolved; the caller frees. */
char *sourcetree_decode(const char *text, size_t length);

/* Calls VISIT for SOURCE and all that is in it: in the order of names' bytes, a directory before
 * what is in it. A directory that is left out comes when something in it does. EXCLUDES are the
 * caller's patterns, VARIABLE is what messages about them name. Returns how many entries were left
 * out, of a directory that was not looked into one. Dies when something cannot be read (a missing
 * SOURCE is bad input), more than 100 directories are in each other, or a pattern is wrong. */
size_t sourcetree_walk(const char *source, const struct stringlist *excludes, const char *variable,
	sourcetree_visit *visit, void *context);

/* Reads a tree in the same way; appends what was left out to LEFT_OUT. */
void sourcetree_walk_noting(const char *source, const struct stringlist *excludes,
	const char *variable, sourcetree_visit *visit, void *context, struct stringlist *left_out);

/* The same with nothing left out. WHERE is what messages begin with. */
void sourcetree_walk_all(
	const char *source, const char *where, sourcetree_visit *visit, void *context);

/* Why the file at SOURCE should perhaps not be in an image, by its name and, of .pem and .key, its
 * content
 * (`a private key`), or NULL. */
const char *sourcetree_secret(const char *source);

#endif
