/* SPDX-License-Identifier: MIT */
/* linkpath.h: where a path leads in a tree when symbolic links are followed as in a chroot.
 *
 * It is the one way of following links in the trees that there are: tree.h (what is put together,
 * by name, with its contents), basetree.h (what lies under that, a file that is mapped) and
 * image/pathtree.h (which paths are left of layers that are laid over each other). They are three
 * since each would be too large or too slow in the place of another: contents and owners are kept
 * of what is made, nothing at all is read of a base, and only the third ever removes. */
#ifndef LAYERS_LINKPATH_H
#define LAYERS_LINKPATH_H

#include <stdbool.h>

#include "layers/basetree.h"

/* What is at exactly PATH, which is relative and has no links on its way; of a link, its target. */
typedef struct base_entry linkpath_look(const void *context, const char *path);

enum linkpath_how {
	LINKPATH_LAST = 1,     /* the last component is followed, too */
	LINKPATH_EXISTING = 2, /* all of the path has to be there */
};

/* Where PATH is once the links are followed, relative to the root; HOW is the sum of the above.
 * What does not exist is taken as it is written. An absolute PATH begins at the root; `..` does not
 * leave it. The caller frees. NULL when there are too many links, a component is no directory, or
 * the result is too long. */
char *linkpath_resolve(
	linkpath_look *look, const void *context, const char *path, enum linkpath_how how);

#endif
