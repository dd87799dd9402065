/* SPDX-License-Identifier: MIT */
/* install.h: the files that `pip install` makes of a wheel.
 *
 * PyPA "Binary distribution format" (PEP 427) and "Recording installed projects" (PEP 376, 627);
 * where these leave it open, pip 26 with umask 022 decides. What differs: INSTALLER says pylock.mk;
 * .pyc files are those of an archive, if there is one; there are no REQUESTED and direct_url.json,
 * which say how a user called pip; RECORD has no row for what is not there, and equal rows once.
 * Its rows of a wheel with flaws are those that pip writes, as they stood; what the old RECORD
 * lacked has neither hash nor size. */
#ifndef LAYERS_INSTALL_H
#define LAYERS_INSTALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "layers/wheel.h"
#include "lib/stringlist.h"
#include "lib/text.h"
#include "pypa/record.h"
#include "zip/inflate.h"

/* The virtual environment. Its directories are without a slash at the beginning and with one at the
 * end. */
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

struct installed {
	const struct wheel *wheel;
	const char *root;              /* a directory of the environment */
	const char *name;              /* the path in there */
	const struct zip_entry *entry; /* whose content it has, not yet looked at; or NULL: */
	struct text content;
	uint16_t mode;       /* 0644 or 0755 */
	bool uncompiled : 1; /* a .py file for which wheel->bytecode has none */
	bool left_out : 1;   /* is left out: another wheel's file has the path (settle.h) */
	bool over_link : 1;  /* lies in the prefix's lib; RECORD has it in lib64, the link to it */
	struct record_hash hash; /* of the content; an entry's as RECORD says, none for RECORD's
				    signatures and for .pyc files */
	char *tail; /* in RECORD, where it is not the hash and the size (record_tail); owned */
	const char *source; /* of a .pyc file, an entry of wheel->bytecode: the .py file's name;
			       else NULL */
};

/* The path in the image, without a leading slash; the caller frees. */
char *installed_path(const struct installed *file);

/* The bytes of the content. */
uint64_t installed_size(const struct installed *file);

struct installation {
	size_t count;
	struct installed *files; /* RECORD is the last, the others are in no order that matters */
	char *headers;           /* where headers go: a root of its own */
	char *installer, *record;
	struct stringlist places; /* memory of paths that are not those in the wheel */
	struct stringlist
		left_out; /* paths in the image, sorted, that are another wheel's (settle.h) */
};

/* What WHEEL, with its bytecode, installs into ENVIRONMENT; both have to live on. What it has for
 * lib64 goes to lib, where the environment's link leads, and RECORD says lib64, as pip has it. The
 * bytecode goes before .pyc files of the wheel's own. Scripts of the wheel whose first line changes
 * are checked against RECORD here. WHEEL's record is released: it is not needed any more. Dies with
 * EXIT_NO when a file would go where it must not (the interpreter's and pyvenv.cfg's places among
 * these), or bytecode is of no .py file there. INFLATE is used for the moment. */
struct installation install_wheel(
	struct wheel *wheel, const struct environment *environment, struct inflate *inflate);
void installation_free(struct installation *installation);

/* FILE's content does not have the hash that RECORD says: a flaw. */
void installed_differs(const struct installed *file);

/* Reads all of the entry of FILE, and compares it with the hash that RECORD says. */
void installed_check(const struct installed *file, struct inflate *inflate);

#endif
