/* SPDX-License-Identifier: MIT */
/* filesystem.h: what an image's layers, laid over each other, leave (OCI image-spec 1.1, layer.md).
 */
#ifndef EVIDENCE_FILESYSTEM_H
#define EVIDENCE_FILESYSTEM_H

#include "evidence/evidence.h"
#include "image/pathtree.h"

enum file_kind {
	FILE_REGULAR,
	FILE_SYMLINK,
	FILE_OTHER,
};

enum { NO_OWNER = UINT32_MAX };

/* A file that is no directory: the value of its node in the tree is its place in filesystem.files.
 */
struct file {
	const char *digest; /* 64 digits, the evidence's, of a regular file */
	const char *link;   /* where a symbolic link points; the evidence's */
	uint64_t size;
	uint32_t owner; /* whose it is, for the user of the filesystem; NO_OWNER at first */
	uint16_t layer; /* the layer that the file came with */
	uint16_t mode, machine;
	uint8_t kind, elf_class; /* elf_class: 64, 32, 0 not known */
	bool is_elf, big_endian;
	bool runs; /* it is a .pth file of which Python runs a line */
};

struct filesystem {
	struct pathtree tree;
	struct file *files;
	size_t count, capacity;
};

void filesystem_begin(struct filesystem *filesystem);
void filesystem_free(struct filesystem *filesystem); /* for _cleanup_ */

/* Lays the layer with that number on top; the evidence must outlive the filesystem; WHERE is what
 * messages name. A hard link to nothing is bad input, and so is a path that leads over a symbolic
 * link or another file: unpackers disagree on what it means. Dies. */
void filesystem_apply(struct filesystem *filesystem, const struct evidence *evidence,
	unsigned layer, const char *where);

/* The file at PATH, NULL when there is none. */
struct file *filesystem_find(const struct filesystem *filesystem, const char *path);

/* The node that PATH leads to over symbolic links, as if the root were the image's; TREE_NONE when
 * there is none, or more than 40 links are on the way. REAL receives its path without links. */
uint32_t filesystem_follow(
	const struct filesystem *filesystem, const char *path, struct text *real);

/* The file of a node, any number below tree.count; NULL when nothing is there or a directory. */
struct file *filesystem_file(const struct filesystem *filesystem, uint32_t node);

#endif
