/* SPDX-License-Identifier: MIT */
/* learn.h: what the files that are taken of releases require: from earlier, from their indexes
 * (PEP 658), or, where these have only the files themselves, from a program that reads those. */
#ifndef RESOLVE_LEARN_H
#define RESOLVE_LEARN_H

#include <jansson.h>
#include <stddef.h>

#include "fetch/policy.h"
#include "pypa/tags.h"
#include "resolve/release.h"
#include "resolve/requires.h"

struct learn {
	const struct policy *policy;
	const struct tags *tags;
	const char *tools;   /* the framework's build directory */
	const json_t *known; /* {sha256: [requirement, ...]} of an earlier time */
};

/* Fills in PACKAGES, one for each of the RELEASES, in their order, of which release_decide said
 * which files are meant. Of which nobody says is warned of, and is no failure. Returns what is
 * known now, in the form of learn->known; the caller owns it. */
json_t *learn_requires(const struct learn *learn, const struct release *releases, size_t count,
	struct requires_package *packages);

#endif
