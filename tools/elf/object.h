/* SPDX-License-Identifier: MIT */
/* object.h: what is known of one ELF file: all that decides, without running it, where it can be
 * loaded.
 */
#ifndef ELF_OBJECT_H
#define ELF_OBJECT_H

#include "elf/fatbin.h"
#include "elf/machine.h"
#include "elf/symbolversion.h"
#include "lib/stringlist.h"

struct elfobject {
	char *path;
	unsigned number; /* the EM_ number of its machine */
	char machine[ELF_MACHINE_LONGEST];
	char *soname, *rpath, *runpath; /* each NULL when it has none */
	struct stringlist needed;       /* the sonames that it needs, in the file's order */
	struct symbolversions versions;
	struct fatbin *cuda; /* its CUDA code; NULL when it has none */
	const char *flaw;    /* why not all of it could be read; NULL when it was */
};

/* What the ELF file BYTES, called PATH, says of itself. The object needs BYTES no longer. */
struct elfobject elfobject_read(const char *path, const void *bytes, size_t size);
void elfobject_free(struct elfobject *object); /* for _cleanup_ */

/* About how many bytes of memory the object takes. */
size_t elfobject_weight(const struct elfobject *object);

/* {"path","machine","soname","rpath","runpath","needed","versions","cuda"}; soname and the paths
 * where it has them. */
json_t *elfobject_json(const struct elfobject *object);

#endif
