/* SPDX-License-Identifier: MIT */
/* formatcontrol.h: which formats of a package may be taken, wheels or sdists: what pip's
 * --no-binary and --only-binary say, which undo each other and count in their order. */
#ifndef PYPA_FORMATCONTROL_H
#define PYPA_FORMATCONTROL_H

#include <stdbool.h>

#include "lib/stringlist.h"

/* Normalized names, sorted, and `:all:`. None is in both lists. */
struct formatcontrol {
	struct stringlist no_binary, only_binary;
};

/* Takes the value of an option: names, `:all:` or `:none:`, with commas between. `:all:` forgets
 * what was said before, of the other option, too; `:none:` what this option said. */
void formatcontrol_no_binary(struct formatcontrol *control, const char *value);
void formatcontrol_only_binary(struct formatcontrol *control, const char *value);

/* For _cleanup_. */
void formatcontrol_free(struct formatcontrol *control);

#endif
