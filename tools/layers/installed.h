/* SPDX-License-Identifier: MIT */
/* installed.h: one file that a wheel installs: where it lies in the image, and what is in it. */
#ifndef LAYERS_INSTALLED_H
#define LAYERS_INSTALLED_H

#include <stdbool.h>
#include <stdint.h>

#include "layers/wheel.h"
#include "lib/text.h"
#include "pypa/record.h"
#include "zip/inflate.h"

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

/* FILE's content does not have the hash that RECORD says: a flaw. */
void installed_differs(const struct installed *file);

/* Reads all of the entry of FILE, and compares it with the hash that RECORD says. */
void installed_check(const struct installed *file, struct inflate *inflate);

#endif
