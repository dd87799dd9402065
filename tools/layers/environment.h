/* SPDX-License-Identifier: MIT */
/* environment.h: the virtual environment of an image, into which wheels are installed. */
#ifndef LAYERS_ENVIRONMENT_H
#define LAYERS_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>

/* Its directories are without a slash at the beginning and with one at the end. */
struct environment {
	char *prefix, *bin;
	char *site;        /* purelib and platlib */
	char *interpreter; /* the interpreter in the scripts' `#!` lines */
	unsigned python_major, python_minor;
};

/* Paths as in the image: absolute, without `.`, `..` and a slash at their end. INTERPRETER may be
 * NULL: PREFIX/bin/python3. */
struct environment environment_at(const char *prefix, const char *site, const char *interpreter,
	unsigned major, unsigned minor);
void environment_free(struct environment *environment);

/* Whether DIRECTORY (LENGTH bytes of it, without a leading slash) is one that the image itself has:
 * the prefix, its bin, the site directory, or above one of these. No layer of wheels has an entry
 * for it, so that it fits any base. */
bool environment_has_directory(
	const struct environment *environment, const char *directory, size_t length);

/* Whether PATH, in the image without a leading slash, is a file or link that `python3 -m venv`
 * makes there, which no wheel may replace. */
bool environment_makes(const struct environment *environment, const char *path);

#endif
