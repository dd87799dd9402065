/* SPDX-License-Identifier: MIT */
/* unaskedcode.h: what of an image's packages runs although nobody asks for it: when Python starts,
 * or in place of a program of the base. */
#ifndef EVIDENCE_UNASKEDCODE_H
#define EVIDENCE_UNASKEDCODE_H

#include "evidence/distributions.h"
#include "evidence/filesystem.h"
#include "lib/json.h"

/* {"pth","modules","programs"}, each an object from a path, relative to the root, to the name of
 * the distribution that has it, or null when no RECORD says: .pth files of SITES, directories
 * relative to the root, of which Python runs a line; modules sitecustomize and usercustomize in
 * them; and files in the first directory of PATH, the value of that variable, that have the name of
 * another program in its other directories or in the directories that systems have for programs.
 * Symbolic links are not among them: wheels have none. The caller frees. */
json_t *unaskedcode_json(const char *path, const struct filesystem *filesystem,
	const struct distributions *distributions, const char *const *sites, size_t site_count);

#endif
