/* SPDX-License-Identifier: MIT */
/* treeidentity.h: which package a source tree is: by its files, or else by its build. */
#ifndef RESOLVE_TREEIDENTITY_H
#define RESOLVE_TREEIDENTITY_H

#include "resolve/builtidentity.h"

/* NAME and VERSION (NULL: unknown) as a lock has them: normalized (PEP 503, 440). The caller frees.
 * Dies with EXIT_NO when no package may have them, the message beginning with SUBJECT. */
struct source_identity identity_normal(const char *name, const char *version, const char *subject);

/* Of the SUBDIRECTORY (NULL: of itself) of the tree TOP, where it is. NAME (or NULL) is what the
 * reference says, which counts when the files do not. The build is asked (builtidentity.h) only
 * when no file says both. The caller frees. Dies. */
struct source_identity tree_identity(const json_t *builder, const char *top,
	const char *subdirectory, const char *name, const char *subject);

#endif
