/* SPDX-License-Identifier: MIT */
/* unmet.h: what of an ELF object's needs a target does not meet, by rules that need no run.
 *
 *	{"kind":"machine","wanted":"aarch64"}
 *		it is for another machine
 *	{"kind":"glibc","needs":"2.38","has":"2.36"}
 *		it needs a version of glibc above the target's
 *	{"kind":"glibc","needs":"2.17","has":"musl 1.2"}
 *		it needs glibc, and the target has musl
 *	{"kind":"needed","soname":"libfoo.so.1"}
 *		no other object has this library, and not every base has
 *	{"kind":"cuda","capability":"8.7"}
 *		it has CUDA code, but none that this GPU runs
 *	{"kind":"unreadable","what":"one of its segments lies outside of it"}
 *		not all of it could be read
 *
 * What every base has: of the libraries that PEP 600 lets a wheel use, those of the C library
 * itself and, with glibc, libgcc_s and libstdc++; with musl, its one library. Which GPU runs which
 * code says gpurules.h. */
#ifndef ELF_UNMET_H
#define ELF_UNMET_H

#include "elf/object.h"

enum { MOST_CAPABILITIES = 16 };

struct elftarget {
	const char *machine;      /* the target's machine, as `uname -m` names it */
	const char *glibc, *musl; /* the version of each C library; NULL for the one that the target
				     does not have */
	size_t gpu_count;
	unsigned gpus[MOST_CAPABILITIES]; /* ten times the compute capability; every one has to be
					     met */
};

/* The libraries that objects provide for each other. */
struct provided {
	struct stringlist names;
};

/* Adds the names under which OBJECT provides itself for objects of its machine: its soname, and its
 * file's.
 */
void provided_add(struct provided *provided, const struct elfobject *object);

/* Adds a library that the target has on every machine. */
void provided_add_name(struct provided *provided, const char *soname);

/* To be called when all were added and before they are looked at. */
void provided_sort(struct provided *provided);
void provided_free(struct provided *provided); /* for _cleanup_ */

/* An array of the objects shown above, empty when all is met. */
json_t *unmet(const struct elfobject *object, const struct elftarget *target,
	const struct provided *provided);

#endif
