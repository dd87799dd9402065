/* SPDX-License-Identifier: MIT */
/* plannedwheels.h: the wheels that a plan installs, those that were built here included. */
#ifndef VERIFY_PLANNEDWHEELS_H
#define VERIFY_PLANNEDWHEELS_H

#include <jansson.h>

#include "lib/digest.h"

struct plannedwheel {
	const char *package;
	struct digest sha256;
};

/* The strings are PLAN's. */
struct plannedwheels {
	json_t *plan;
	const char *python; /* the target's version, such as 3.13 */
	struct plannedwheel *list;
	size_t count;
};

/* PLAN is the path of lockplan's plan.json, BUILT that of the lock of built wheels, which may be
 * NULL or name no file: a package that the plan has as an sdist, and BUILT does not have, is left
 * out, as is one of the project itself. Dies, with EXIT_NO when a file is not what it should be. */
struct plannedwheels plannedwheels_read(const char *plan, const char *built);

/* For _cleanup_. */
void plannedwheels_free(struct plannedwheels *wheels);

#endif
