/* SPDX-License-Identifier: MIT */
/* unaskedcheck.h: what of the packages runs although nobody asks for it. */
#ifndef VERIFY_UNASKEDCHECK_H
#define VERIFY_UNASKEDCHECK_H

#include "verify/subject.h"

/* Notes what `startup.unasked` of the evidence lists (evidence/unaskedcode.h), each kind once.
 * Packages may do that, so it is never an error. */
void check_unasked(const struct subject *subject, struct report *report);

#endif
