/* SPDX-License-Identifier: MIT */
/* resolverlines.h: the lines of a project's requirements files as a resolver gets them: joined,
 * decoded, without comments, includes and hashes; and what these lines allow of the indexes' files,
 * which a resolver does not decide (fetch/allowedfiles.h).
 *
 * A direct reference (pypa/directreference.h) becomes a plain name, once its file is known: the
 * resolver sees an index that has just that file of the package. Until then it is asked for. */
#ifndef RESOLVE_RESOLVERLINES_H
#define RESOLVE_RESOLVERLINES_H

#include <jansson.h>

#include "fetch/policy.h"
#include "lib/text.h"
#include "pypa/formatcontrol.h"
#include "pypa/requirementlines.h"
#include "pypa/tags.h"

struct resolverlines {
	const struct target *target;  /* the caller's; markers are for it */
	const struct policy *policy;  /* the caller's; the indexes that files may name */
	struct formatcontrol formats; /* what is said before the files, then what they say, too */
	struct text requirements, constraints, overrides;
	const json_t *known; /* the caller's: {place: name} of references, or NULL: none is */
	json_t *references;  /* those whose markers hold: {place, kind, name, location, …}, which
			      * resolverinput(1) describes; NULL before the first file */

	/* Private to resolverlines.c. */
	json_t *hashes, *exact, *line_hashes;
};

/* Adds the lines of the file PATH, which is for ROLE. Dies as requirementlines_read does, for
 * what is no hash, and for what nobody would follow (notfollowed.h). */
void resolverlines_add(struct resolverlines *lines, const char *path, enum requirement_role role);

/* What the lines allow; empty when they allow everything. The caller owns it. */
json_t *resolverlines_allowed(const struct resolverlines *lines);

/* For _cleanup_. */
void resolverlines_free(struct resolverlines *lines);

#endif
