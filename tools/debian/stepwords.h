/* SPDX-License-Identifier: MIT */
/* stepwords.h: what @TRIPLET@, @ARCH@, @VERSION@ and @UPSTREAM@ stand for in a step (steps.h). */
#ifndef DEBIAN_STEPWORDS_H
#define DEBIAN_STEPWORDS_H

#include "lib/machine.h"

/* TEXT for a package of that VERSION on MACHINE; another @…@ stays. The caller frees. */
char *stepwords_expand(const char *text, const struct machine *machine, const char *version);

#endif
