/* SPDX-License-Identifier: MIT */
/* distributions.h: the Python distributions that are installed in an image, and whether their files
 * are what their RECORDs say (PyPA "Recording installed projects").
 *
 * One is where a site directory has a .dist-info directory with METADATA, or a .egg-info directory
 * with PKG-INFO or .egg-info file. Site directories are those named site-packages or dist-packages,
 * and those that are given. */
#ifndef EVIDENCE_DISTRIBUTIONS_H
#define EVIDENCE_DISTRIBUTIONS_H

#include "evidence/filesystem.h"

/* The most paths that missing, changed and unchecked list each. */
enum { DISTRIBUTION_MOST_LISTED = 1000 };

struct distribution {
	char *path;            /* the path of the .dist-info directory */
	char *name;            /* as METADATA has it; NULL when it has none */
	const char *metadata;  /* JSON of metadata_json; the evidence's */
	const char *installer; /* or NULL */
	unsigned layer;        /* the layer that METADATA came with */
	bool has_record;
	size_t rows;
	json_t *missing, *changed, *unchecked; /* arrays of paths */
	json_t *uncompiled; /* .py files in the site directory without a .pyc; NULL if not looked
			       for */
	json_t *shared; /* [PATH, NAME, SAME]: files that the distribution NAME claims, too; SAME:
			   with these bytes, or RECORD has no hash that says otherwise, as of .pyc
			   files */
};

struct distributions {
	struct distribution *list;
	size_t count;
	const char *const *sites; /* given site directories, relative to the root; the caller's */
	size_t site_count;
	unsigned python_major, python_minor; /* whose .pyc files count; 0: none */
};

void distributions_free(struct distributions *distributions); /* for _cleanup_ */

/* Adds those that the layer's evidence, kept by the caller, has and the filesystem of all layers
 * still has.
 */
void distributions_add(struct distributions *distributions, const struct filesystem *filesystem,
	const struct evidence *evidence, unsigned layer);

/* After all were added: orders them by path. */
void distributions_sort(struct distributions *distributions);

/* After that: checks the RECORDs of the layer that are still there against the filesystem, and
 * makes the distributions, by their place in the list, owners of their files. */
void distributions_check(struct distributions *distributions, struct filesystem *filesystem,
	const struct evidence *evidence, unsigned layer);

/* {"name","version","requiresPython","requiresDist","providesExtra","path","layer",
 *  "installer","record":null or {"files","missing","changed","unchecked","uncompiled"}},
 * the last when it was looked for */
json_t *distribution_json(const struct distribution *distribution);

#endif
