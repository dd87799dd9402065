/* SPDX-License-Identifier: MIT */
/* pathtree.h: which paths exist while layers are laid over each other.
 *
 * A path is relative, without "." and "..", its components joined by single slashes; "" is the
 * root, which always exists; it has at most 4095 bytes. Nodes are numbers, valid as long as the
 * tree. Removal costs the same whatever lies below. Links are followed by layers/linkpath.h. */
#ifndef IMAGE_PATHTREE_H
#define IMAGE_PATHTREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/text.h"

/* A tree of more nodes than that, removed ones included, or of more bytes of names, is bad input:
 * it dies. */
enum { TREE_LARGEST = 400000, TREE_LARGEST_NAMES = 12 << 20 };
enum { TREE_ROOT = 0, TREE_NONE = UINT32_MAX };

struct path_node {
	uint32_t parent, name, next; /* name: in the tree's names; next: with the same hash */
	uint32_t born, cleared;      /* when it came to be, and when all below it was removed */
	uint32_t value; /* the caller's; TREE_NONE for a directory that was only implied */
	uint16_t name_length;
	bool exists,
		directory; /* exists says nothing when a directory above was removed or cleared */
};

struct pathtree {
	struct path_node *nodes;
	uint32_t count, *buckets, bucket_count, now;
	uint64_t seed;
	struct text names;
	struct text last_directory; /* the directory of the path that was put last, and its node */
	uint32_t last_node;
	bool displaced; /* set when put made a directory out of a file above its path; never reset
			 */
};

void pathtree_begin(struct pathtree *tree);
void pathtree_free(struct pathtree *tree); /* for _cleanup_ */

/* The node at PATH; TREE_NONE when nothing is there. */
uint32_t pathtree_find(const struct pathtree *tree, const char *path);

/* The first node on the way to PATH, PATH left out, that is not a directory; TREE_NONE when there
 * is none. */
uint32_t pathtree_obstacle(const struct pathtree *tree, const char *path);

/* Puts a file or a directory at PATH. What is there is replaced, and all below it, except that a
 * directory over a directory keeps what is in it; what is missing above, or is no directory,
 * becomes one. */
uint32_t pathtree_put(struct pathtree *tree, const char *path, bool directory, uint32_t value);

/* Removes PATH and all below it, or only all below it. Nothing there: nothing happens. */
void pathtree_remove(struct pathtree *tree, const char *path);
void pathtree_clear(struct pathtree *tree, const char *path);

/* Whether NODE, any number below count, is still there. */
bool pathtree_exists(const struct pathtree *tree, uint32_t node);

/* Sets PATH to the node's path. */
void pathtree_path(const struct pathtree *tree, uint32_t node, struct text *path);

#endif
