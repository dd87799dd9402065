/* SPDX-License-Identifier: MIT */
/* standardmodules.h: which modules the Python of a virtual environment has of its own. */
#ifndef EVIDENCE_STANDARDMODULES_H
#define EVIDENCE_STANDARDMODULES_H

#include "evidence/filesystem.h"
#include "lib/json.h"

/* SITE is the environment's directory of packages relative to the root, such as
 * opt/venv/lib/python3.13/site-packages, or NULL. The names are those of the files in the
 * interpreter's library, which is beside the program that the environment's bin/python3 leads to,
 * and those that interpreters of that version have built in. Returns a sorted array, which the
 * caller frees; JSON's null when the image has no such library. */
json_t *standardmodules_json(const struct filesystem *filesystem, const char *site);

#endif
