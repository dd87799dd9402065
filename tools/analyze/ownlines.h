/* SPDX-License-Identifier: MIT */
/* ownlines.h: requirements.in, made of the pins that the project itself asks for. */
#ifndef ANALYZE_OWNLINES_H
#define ANALYZE_OWNLINES_H

#include "analyze/pinaskers.h"
#include "lib/text.h"

/* Its text, of which pinaskers_direct knows what is the project's own. ORIGIN is what the file of
 * the pins is called. Comments stay with their lines; those of other pins come last, with who asks
 * for them. The caller frees. */
struct text ownlines_text(const struct pinaskers *askers, const char *origin);

#endif
