/* SPDX-License-Identifier: MIT */
/* planmakefile.h: a plan as rules for Make (plan.mk). */
#ifndef LOCK_PLANMAKEFILE_H
#define LOCK_PLANMAKEFILE_H

#include "lib/text.h"
#include "lock/plan.h"

/* The makefile; see lockplan(1) for its form. How the lock was asked for is not in it. The caller
 * frees it. */
struct text plan_makefile(const struct plan *plan);

#endif
