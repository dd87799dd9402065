/* SPDX-License-Identifier: MIT */
/* destination.h: where an entry of a wheel goes in the image: the wheel's root to the site
 * directory, the .data directory by its schemes (PyPA "Binary distribution format"). */
#ifndef LAYERS_DESTINATION_H
#define LAYERS_DESTINATION_H

#include "layers/environment.h"
#include "layers/wheel.h"
#include "lib/stringlist.h"

/* What is asked for each entry of a wheel. */
struct destinations {
	const struct wheel *wheel;
	const struct environment *environment;
	const char *headers;       /* the directory that the wheel's headers go to */
	struct stringlist *places; /* receives the names that are not those in the wheel */
};

struct destination {
	const char *root; /* a directory of the environment, or the headers'; NULL: the entry is
			     left out, as an entry point of the wheel makes that script */
	const char *name; /* the path in there; the wheel's, or one of the places */
	bool is_script;   /* its first line may have to change */
	bool over_link;   /* it is for lib64, and goes to lib, where the environment's link leads */
};

/* For ENTRY, which is no directory. Dies with EXIT_NO when it is in no scheme; a .data directory
 * that is not the wheel's own is a flaw of the wheel. */
struct destination destination_of(
	const struct destinations *destinations, const struct zip_entry *entry);

#endif
