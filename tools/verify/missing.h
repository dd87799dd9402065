/* SPDX-License-Identifier: MIT */
/* missing.h: libraries that are not in the image, and where they can be got.
 *
 * What one distribution lacks is one finding, with one line that mends it: the packages of the base
 * to add, as far as they are known. */
#ifndef VERIFY_MISSING_H
#define VERIFY_MISSING_H

#include "verify/linkage.h"

/* Where the libraries, a set of sonames, can be got, in words. The caller frees. */
char *missing_todo(const struct linkage *linkage, json_t *sonames);

/* Whether each library of the set is a distribution's or a known package's of the base. */
bool missing_can_be_got(const struct linkage *linkage, json_t *sonames);

/* Every object that is not chosen (linkchoice.h) finds its libraries. */
void check_libraries(const struct linkage *linkage);

/* What packages open by name, as opened.json has it, is there. */
void check_opened(const struct linkage *linkage);

#endif
