/* SPDX-License-Identifier: MIT */
/* commandline.h: the options of verify(1). */
#ifndef VERIFY_COMMANDLINE_H
#define VERIFY_COMMANDLINE_H

#include "lib/stringlist.h"
#include "verify/report.h"

/* What was given; NULL where an option was not. Strings are argv's. */
struct commandline {
	const char *plan, *evidence, *lock_sha256, *flaws, *opened, *owners, *cuda, *sources,
		*uncompiled, *provided, *owned, *json, *base, *base_sha256;
	bool gpu;
	struct declarations allow, accept, allow_wheel;
	struct stringlist overrides, capabilities;
	json_t *driver, *cuda_packages,
		*critical; /* an object, a set of normalized names, an array */
};

/* Reads the options. A wrong command line ends the program (usage_error). */
struct commandline commandline_parse(int argc, char *argv[]);
void commandline_free(struct commandline *options); /* for _cleanup_ */

#endif
