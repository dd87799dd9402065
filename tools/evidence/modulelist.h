/* SPDX-License-Identifier: MIT */
/* modulelist.h: the modules that Python finds in a directory of an image when it searches it. */
#ifndef EVIDENCE_MODULELIST_H
#define EVIDENCE_MODULELIST_H

#include "evidence/distributions.h"

struct module {
	char *name;
	uint32_t node; /* of the file, or of the package's directory */
};

/* The modules in the directory of that node; LIST is for modulelist_free. Returns how many. */
size_t modulelist_read(
	const struct filesystem *filesystem, uint32_t directory, struct module **list);
void modulelist_free(struct module *list, size_t count);

/* The name of the distribution that has the module at NODE; NULL when no RECORD says. */
const char *module_owner(const struct filesystem *filesystem,
	const struct distributions *distributions, uint32_t node);

#endif
