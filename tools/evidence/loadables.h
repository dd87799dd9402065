/* SPDX-License-Identifier: MIT */
/* loadables.h: the ELF files of an image that its dynamic loader may load, the objects, and how one
 * of them is found: by its path, or by its name. */
#ifndef EVIDENCE_LOADABLES_H
#define EVIDENCE_LOADABLES_H

#include "evidence/elfevidence.h"
#include "evidence/filesystem.h"

enum { NO_OBJECT = UINT32_MAX };

/* An ELF file of the image that the loader may load. */
struct loadable {
	char *path;
	uint32_t node;
	const struct file *file;
	const struct elfevidence *elf;
	const char *soname; /* its soname, or NULL */
	json_t *needed;     /* array of names; NULL: none */
};

struct loadables {
	const struct filesystem *filesystem;
	struct elfevidence *evidence;
	size_t evidence_count;
	struct loadable *list; /* the objects, ordered by path */
	size_t count;
	uint32_t *by_node; /* object of each node of the tree, or NO_OBJECT */
	uint32_t *by_name; /* objects ordered by soname, or file name where they have none */
};

/* Those of a filesystem and of the evidence of its layers, which both have to outlive them. */
void loadables_find(struct loadables *loadables, const struct filesystem *filesystem,
	const struct evidence *const *layers, size_t layer_count);
void loadables_free(struct loadables *loadables);

/* The object at PATH, or where links from there lead; NO_OBJECT: none is there. */
uint32_t loadables_at(const struct loadables *loadables, const char *path);

/* Whether the loader would take the object CANDIDATE, which may be NO_OBJECT, for OBJECT: it is a
 * dynamic object of the same machine, class and byte order. */
bool loadables_fit(
	const struct loadables *loadables, uint32_t candidate, const struct loadable *object);

/* A library with that soname or file name that fits OBJECT and is in a package, whatever its
 * directory: in OBJECT's own if there is one, else in the first by path. NO_OBJECT: none. */
uint32_t loadables_in_package(
	const struct loadables *loadables, const char *name, const struct loadable *object);

#endif
