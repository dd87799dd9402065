/* SPDX-License-Identifier: MIT */
/* tree.h: a tree of files while it is put together: names, modes, owners and links in memory,
 * contents in a spool.
 *
 * Paths are relative to the tree's root, without a slash at either end, `.`, `..` or empty
 * components; "" is the root itself, which is always there and is no node. Nothing is ever looked
 * up outside of the tree: symbolic links are followed as they would be in a chroot. A tree may be
 * one that is laid over others: then their links are followed, too. Why there are other trees is
 * said in linkpath.h. */
#ifndef LAYERS_TREE_H
#define LAYERS_TREE_H

#include <stdbool.h>

#include "layers/basetree.h"
#include "layers/tar.h"
#include "lib/digest.h"
#include "lib/tempfile.h"

/* The content of a file. Hard links share it. */
struct tree_content {
	struct tree_content *next; /* the next content that the tree owns */
	struct extent extent;
	struct digest digest;   /* known when the layer is written */
	const char *written_as; /* the path whose entry in the layer has the data */
};

struct tree_node {
	enum tar_type type; /* TAR_FILE, TAR_SYMLINK or TAR_DIRECTORY */
	unsigned mode;      /* permission, set-id and sticky bits; 0777 of a symbolic link */
	unsigned uid, gid;
	char *link;                   /* the target of a symbolic link */
	struct tree_content *content; /* the content of a file */
	char path[];
};

struct tree {
	struct tempfile spool;
	void *nodes; /* the nodes by path, for tsearch(3) */
	size_t count;
	size_t memory; /* bytes that nodes take */
	struct tree_content *contents;
	const struct tree *below;    /* what lies under it, or NULL */
	const struct basetree *base; /* what lies under all that, or NULL */
};

/* An empty tree whose spool is on the file system of DIRECTORY. Dies. */
void tree_begin(struct tree *tree, const char *directory);
void tree_free(struct tree *tree);

/* Why PATH is not one that a tree takes (absolute, `..`, a control character, not UTF-8, a
 * whiteout's name, too long), or NULL. A slash at the end, and `./` at the beginning, are allowed.
 */
const char *tree_path_fault(const char *path);

/* The same for the target of a symbolic link, which may be absolute and lead anywhere. */
const char *tree_link_fault(const char *target);

/* Where PATH is once the symbolic links above its last component (and, with FOLLOW, that one) are
 * followed; what does not exist is taken as it is written. An absolute PATH begins at the root;
 * `..` does not leave it. The caller frees. NULL when there are too many links, a component is no
 * directory, or the result is too long. */
char *tree_resolve(const struct tree *tree, const char *path, bool follow);

/* The node at exactly that path, or NULL. */
struct tree_node *tree_find(const struct tree *tree, const char *path);

/* What is at exactly that path in the tree or, where it has nothing, in what lies under it. */
struct base_entry tree_look(const struct tree *tree, const char *path);

/* The node that PATH leads to when all links are followed, or NULL. */
struct tree_node *tree_lookup(const struct tree *tree, const char *path);

/* Makes PATH, which is resolved, a node of that type with mode and owner, in the place of what is
 * there, and returns it. More nodes than memory allows are bad input: dies. */
struct tree_node *tree_put(struct tree *tree, const char *path, enum tar_type type, unsigned mode,
	unsigned uid, unsigned gid);

/* The missing directories above PATH, which is resolved: mode 0755, owner 0:0. */
void tree_put_parents(struct tree *tree, const char *path);

/* Content for a file, of EXTENT (in this tree's spool or another one that stays open) or of BYTES.
 */
void tree_set_extent(struct tree *tree, struct tree_node *file, const struct extent *extent);
void tree_set_bytes(struct tree *tree, struct tree_node *file, const void *bytes, size_t length);

/* The usual cases: PATH, which is resolved, becomes a file with that CONTENT, mode 0644, owner 0:0,
 * or a symbolic link, with the directories above it. */
void tree_put_file(struct tree *tree, const char *path, const struct text *content);
void tree_put_link(struct tree *tree, const char *path, const char *target);

/* All of a file's content. One of more than LIMIT bytes is bad input: dies. */
struct text tree_read(const struct tree_node *file, size_t limit);

/* All nodes in the order of their paths' bytes, so that parents come before what is in them. The
 * caller frees the array. */
struct tree_node **tree_list(const struct tree *tree);

/* The nodes directly in DIRECTORY (resolved), in that order, and their COUNT. The caller frees the
 * array. */
struct tree_node **tree_list_directory(
	const struct tree *tree, const char *directory, size_t *count);

#endif
