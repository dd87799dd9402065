/* SPDX-License-Identifier: MIT */
/* hiddenmodules.h: which modules of an image Python finds in a directory of PYTHONPATH, and so not
 * in the virtual environment. */
#ifndef EVIDENCE_HIDDENMODULES_H
#define EVIDENCE_HIDDENMODULES_H

#include "evidence/distributions.h"
#include "evidence/filesystem.h"

/* [{"directory","module","distribution"}]: modules of SITES, directories relative to the root, that
 * a directory of PATH, the value of PYTHONPATH or NULL, has, too. "distribution" is whose the
 * module in SITES is, and is left out when no RECORD says. The caller frees. */
json_t *hiddenmodules_json(const char *path, const struct filesystem *filesystem,
	const struct distributions *distributions, const char *const *sites, size_t site_count);

#endif
