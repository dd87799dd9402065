/* SPDX-License-Identifier: MIT */
/* loader.h: which libraries the dynamic loader would find for the ELF files of an image, without
 * running it.
 *
 * As ld.so(8) of glibc does: a library that is loaded already under that name, or with that
 * DT_SONAME; DT_RPATH of the file and of those that led to it, unless the file has DT_RUNPATH;
 * LD_LIBRARY_PATH; DT_RUNPATH; the directories of loaderdirs.h. Files for another machine are
 * passed over. $ORIGIN is known, and of glibc $LIB and $PLATFORM; a path with another
 * variable is not looked at; nor are subdirectories for hardware capabilities. musl's order
 * differs, and finds the same unless a library is there twice; it is the C library itself, under
 * each of that one's names (`reserved` in its ldso/dynlink.c). */
#ifndef EVIDENCE_LOADER_H
#define EVIDENCE_LOADER_H

#include "evidence/loadables.h"
#include "lib/stringlist.h"

struct loader {
	struct loadables objects;
	struct stringlist directories, library_path;
	uint32_t interpreter; /* the program that loads everything else, or NO_OBJECT */
};

/* LIBRARY_PATH is the image's LD_LIBRARY_PATH, or NULL; INTERPRETER the path of its Python. The
 * filesystem and the evidence have to outlive the loader. */
void loader_begin(struct loader *loader, const struct filesystem *filesystem,
	const struct evidence *const *layers, size_t layer_count, const char *interpreter,
	const char *library_path);
void loader_free(struct loader *loader); /* for _cleanup_ */

/* One object that is loaded, and on whose behalf. */
struct loaded {
	uint32_t object, parent; /* parent: a place in the list; NO_OBJECT for a root */
	const char *name;        /* under which it was asked for */
};

struct load {
	struct loaded *list;
	size_t count, room;
};

void load_free(struct load *load); /* for _cleanup_ */

/* How one need was met: by TARGET, or NO_OBJECT. BESIDES: by no search, but there is such a library
 * in a package, which serves if it was loaded before. */
struct met {
	uint32_t target;
	bool besides;
};

typedef void loader_need(void *data, uint32_t object, size_t need, struct met met);

/* Loads ROOT and all that it needs, breadth first as the loader does, into LOAD, which holds what
 * is loaded already; and calls NEED for each need of each. */
void loader_load(const struct loader *loader, uint32_t root, struct load *load, loader_need *need,
	void *data);

#endif
