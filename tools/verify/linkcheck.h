/* SPDX-License-Identifier: MIT */
/* linkcheck.h: what the dynamic loader would find wanting in the objects that count. */
#ifndef VERIFY_LINKCHECK_H
#define VERIFY_LINKCHECK_H

#include "verify/linkage.h"

/* The libraries that OBJECT finds define the symbol versions that it needs, and all in reach its
 * symbols. */
void check_object(const struct linkage *linkage, const struct object *object);

/* Every object that is not chosen (linkchoice.h) finds its libraries. */
void check_libraries(const struct linkage *linkage);

/* What packages open by name, as opened.json has it, is there. */
void check_opened(const struct linkage *linkage);

#endif
