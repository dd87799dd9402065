/* SPDX-License-Identifier: MIT */
/* linkcheck.h: symbols and their versions that the dynamic loader would find wanting. */
#ifndef VERIFY_LINKCHECK_H
#define VERIFY_LINKCHECK_H

#include "verify/linkage.h"

/* The libraries that OBJECT finds define the symbol versions that it needs, and all in reach its
 * symbols. */
void check_object(const struct linkage *linkage, const struct object *object);

#endif
