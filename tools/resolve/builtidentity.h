/* SPDX-License-Identifier: MIT */
/* builtidentity.h: the name and version of a source tree that only its build back end tells. */
#ifndef RESOLVE_BUILTIDENTITY_H
#define RESOLVE_BUILTIDENTITY_H

#include <jansson.h>

#include "pypa/sourceidentity.h"

/* Of the directory BELOW (relative, "." for itself) of the tree TOP. BUILDER is the words of
 * sdistmetadata.py(1), an array of strings, which runs back ends in a box; without it (NULL) they
 * are run nowhere. The caller frees. Dies with EXIT_NO when the back end fails, the message
 * beginning with SUBJECT. */
struct source_identity built_identity(
	const json_t *builder, const char *top, const char *below, const char *subject);

#endif
