/* SPDX-License-Identifier: MIT */
/* treelayer.h: a tree written as an OCI layer, for the programs that make one. */
#ifndef LAYERS_TREELAYER_H
#define LAYERS_TREELAYER_H

#include <jansson.h>

#include "layers/tree.h"

/* Where the layer goes, as the command line says. */
struct treelayer_output {
	const char *path;  /* -o: a file of its own; or NULL */
	const char *store; /* --store: a content-addressed store (store.h), which gets the list of
			      files, too; or NULL */
	const char *files; /* --files: where the list of files goes; or NULL */
};

/* The directory on whose file system the tree's spool should be. The caller frees. */
char *treelayer_directory(const struct treelayer_output *output);

/* Writes TREE, sorted by path, hard links kept, every time TAR_TIME, and the list of its files and
 * symbolic links: lines of four octal digits of the mode, SHA-256 (of a link its target's) and
 * path, by path. Returns what layer_descriptor_json does (with ANNOTATIONS, which may be NULL), and
 * for a store, "files", the digest of the list. Dies. */
json_t *treelayer_write(
	struct tree *tree, const struct treelayer_output *output, json_t *annotations);

#endif
