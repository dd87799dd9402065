/* SPDX-License-Identifier: MIT */
/* indexfile.h: what a file at an index requires, read of the file itself: of a wheel from its
 * METADATA, of an sdist from what sdistrequires.h reads. */
#ifndef RESOLVE_INDEXFILE_H
#define RESOLVE_INDEXFILE_H

#include <jansson.h>

#include "fetch/policy.h"

struct indexfile {
	const char *index, *url;
	bool is_wheel;
};

/* {"requires": [...]}, its requirements as they are written, or, when the index cannot be asked,
 * {"unknown": why, "failed": an exit status}. The caller owns it. Dies with EXIT_NO when the file
 * is malformed, or only a build tells. LC_CTYPE has to be a UTF-8 locale. */
json_t *indexfile_requires(const struct policy *policy, const struct indexfile *file);

#endif
