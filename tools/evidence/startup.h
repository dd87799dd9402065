/* SPDX-License-Identifier: MIT */
/* startup.h: whether a runtime can start what an image's configuration says, and which modules
 * Python finds elsewhere than in the virtual environment. Nothing is run. */
#ifndef EVIDENCE_STARTUP_H
#define EVIDENCE_STARTUP_H

#include "evidence/distributions.h"
#include "evidence/evidencestore.h"
#include "evidence/filesystem.h"

/* {"programs":[{"of","program","path","problem"}], the first word of Entrypoint, or else of Cmd,
 * and of Healthcheck, each with the file that it is and what is wrong with it, if anything;
 *  "users":[NAME], "groups":[NAME], those that /etc/passwd and /etc/group have;
 *  "shadows":[{"directory","module","distribution"}], modules of SITES, directories relative to the
 * root, that a directory of PYTHONPATH has, too, and that Python finds there;
 *  "standard":[MODULE], what standardmodules_json says of the first of SITES;
 *  "unasked", what unaskedcode_json says}. LAYERS are the image's, in its order. The caller frees.
 */
json_t *startup_json(const struct image *image, const struct filesystem *filesystem,
	const struct examined *layers, const struct distributions *distributions,
	const char *const *sites, size_t site_count);

#endif
