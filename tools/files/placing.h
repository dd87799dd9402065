/* SPDX-License-Identifier: MIT */
/* placing.h: where something that goes into a layer lands, by what is there already.
 *
 * A tree (tree.h) may lie over another one and over a base. A link of theirs on the way to a path
 *is followed, so that what is written lands where it would in the running container, and the layer
 *has, for each directory on the way, an entry with the mode and owner that it has there: a layer
 *that is unpacked alone would else make it anew. Of what is at the path itself
 *
 *	a directory over a directory, or over a link to one, leaves it with its mode and owner;
 *	a file or link over a file, or over a link to a file or to nothing, takes its place;
 *	a link over the same link is no change;
 *
 * and all else (a directory over a file, a file over a directory or over a link to one) is refused,
 *and so is what the tree itself has already. */
#ifndef FILES_PLACING_H
#define FILES_PLACING_H

#include "layers/tree.h"

struct placing {
	struct tree *tree;
	char *where;       /* what messages begin with: `LIST:LINE`, or a variable's name */
	bool straight;     /* a link on the way is refused, not followed */
	struct text *read; /* gets a line for each file and directory that was read, or NULL */
};

/* Ends the program with `WHERE: SUBJECT: FAULT`. */
_Noreturn void placing_fail(const struct placing *placing, const char *subject, const char *fault);

/* For the MODE of a directory: 0755 and owner 0:0 unless there is one. */
enum { PLACING_KEEP = 1 << 16 };

/* A new node for PATH, with or without a slash before it. Dies when PATH cannot be
 * in a layer or is refused. */
struct tree_node *placing_put(const struct placing *placing, const char *path, enum tar_type type,
	unsigned mode, unsigned uid, unsigned gid);

/* A directory whose mode and owner are those that are given, whether it is there already or not; of
 * those that are NULL it keeps what it has. */
void placing_directory(const struct placing *placing, const char *path, const unsigned *mode,
	const unsigned *uid, const unsigned *gid);

/* The file SOURCE of this machine; MODE NULL: 0755 when its owner may execute it, else 0644. */
void placing_file(const struct placing *placing, const char *path, const char *source,
	const unsigned *mode, unsigned uid, unsigned gid);

/* A symbolic link. */
void placing_link(const struct placing *placing, const char *path, const char *target, unsigned uid,
	unsigned gid);

/* The symbolic link SOURCE of this machine, as it is: where it leads is a path in the image. */
void placing_source_link(const struct placing *placing, const char *path, const char *source,
	unsigned uid, unsigned gid);

#endif
