/* SPDX-License-Identifier: MIT */
/* interpreters.h: the Python interpreters in an image. */
#ifndef EVIDENCE_INTERPRETERS_H
#define EVIDENCE_INTERPRETERS_H

#include "debian/packages.h"
#include "evidence/distributions.h"
#include "evidence/findings.h"

/* [{"path","version","from","machine","sites":[]}]: ELF files python3.N in directories named bin,
 * in the order in which the image's PATH finds them, then by path. The version is as full as the
 * image tells: from the interpreter or its library, patchlevel.h, PYTHON_VERSION of the image, or
 * dpkg; else 3.N. Paths are absolute. Sites are those with distributions. The caller frees. */
json_t *interpreters_json(const struct image *image, const struct filesystem *filesystem,
	const struct findings *findings, const struct packages *packages,
	const struct distributions *distributions);

/* The value of the variable in the image's environment, NULL when it is not there; the caller
 * frees. */
const char *image_variable(const struct image *image, const char *name);

#endif
