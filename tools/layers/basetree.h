/* SPDX-License-Identifier: MIT */
/* basetree.h: what the base of an image has where: what lies under all that we write.
 *
 * A file made by basefacts(1) and mapped by who asks, so that a base of 100,000 files costs little.
 *It is a run of strings that end in a NUL, two for each path, sorted by the paths' bytes: the path
 *("" for the root), and what is there:
 *
 *	d MODE UID GID		a directory
 *	l TARGET		a symbolic link
 *	f			a file, or what else is neither
 *	c MODE UID GID TEXT	a file of accounts (passwd, group, shadow, gshadow in etc) and what
 *it holds
 */
#ifndef LAYERS_BASETREE_H
#define LAYERS_BASETREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct basetree {
	const char *bytes; /* the file's bytes, mapped into memory */
	size_t length;
	uint32_t *records; /* where each path begins */
	size_t count;
};

enum base_kind { BASE_NOTHING, BASE_DIRECTORY, BASE_LINK, BASE_FILE };

struct base_entry {
	enum base_kind kind;
	unsigned mode, uid, gid; /* what is known of a directory, and of passwd or group */
	const char *text;        /* a link's target, or what a file of accounts holds; else NULL */
};

/* Dies when the file is not what basefacts wrote. */
struct basetree basetree_open(const char *path);
void basetree_close(struct basetree *base); /* for _cleanup_ */

/* What is at PATH, which is relative and has no links on its way. */
struct base_entry basetree_find(const struct basetree *base, const char *path);

#endif
