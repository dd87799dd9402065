/* SPDX-License-Identifier: MIT */
/* packages.h: the packages of an image as the databases of dpkg (deb822 paragraphs, dpkg's status)
 * and apk (lib/apk/db/installed) list them. Both come from outside and are read leniently: what is
 * no package is passed over. */
#ifndef DEBIAN_PACKAGES_H
#define DEBIAN_PACKAGES_H

#include <stddef.h>

struct package {
	char *name, *version;
};

struct packages {
	struct package *list;
	size_t count, capacity;
};

void packages_free(struct packages *packages); /* for _cleanup_ */

/* Adds the installed packages of a database of dpkg: those whose Status ends in `installed`, or
 * that have no Status, as in images without dpkg that keep a file for each package. */
void packages_add_dpkg(struct packages *packages, const char *text);

/* Reads apk's database in the same way. */
void packages_add_apk(struct packages *packages, const char *text);

/* The version of the package with that name, or NULL. */
const char *packages_version(const struct packages *packages, const char *name);

#endif
