/* SPDX-License-Identifier: MIT */
/* marker.h: whether an environment marker (PEP 508, PyPA "Dependency specifiers") holds for a
 * target. */
#ifndef PYPA_MARKER_H
#define PYPA_MARKER_H

#include <stdbool.h>

#include "lib/stringlist.h"
#include "pypa/target.h"

/* MARKER evaluated, as the packaging library does it, for a CPython on Linux as TARGET describes
 * it, without extras and dependency groups. WHERE is what the message begins with when it is
 * malformed (EXIT_NO). What only the running machine knows (platform_release, platform_version) is
 * the empty string; the full version of the Python ends in `.0`. */
bool marker_holds(const char *marker, const struct target *target, const char *where);

/* The same, with these dependency groups, whose names are normalized. */
bool marker_holds_with(const char *marker, const struct target *target,
	const struct stringlist *groups, const char *where);

/* Whether MARKER holds when EXTRA, normalized, is asked for; "" for none. Returns NULL, or, in a
 * static string, what is wrong with the marker. */
const char *marker_evaluate(
	const char *marker, const struct target *target, const char *extra, bool *holds);

#endif
