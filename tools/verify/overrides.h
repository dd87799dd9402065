/* SPDX-License-Identifier: MIT */
/* overrides.h: which distributions files of overrides name. */
#ifndef VERIFY_OVERRIDES_H
#define VERIFY_OVERRIDES_H

#include "lib/json.h"

/* Adds to NAMES, an object, each normalized name that the file PATH, in the format of requirements
 * files, gives itself or by -r, with the name of the file that it stands in; the last one counts. A
 * marker of an override does not matter: where it does not hold, nothing is required. Dies when the
 * file is malformed. */
void overrides_read(const char *path, json_t *names);

#endif
