/* SPDX-License-Identifier: MIT */
/* stepaction.h: what each verb of a step (steps.h) does to a root. */
#ifndef DEBIAN_STEPACTION_H
#define DEBIAN_STEPACTION_H

#include <jansson.h>

#include "debian/stepfile.h"
#include "layers/tree.h"
#include "lib/machine.h"

/* Whether something is done at STEP; else it only declares something. */
bool stepaction_exists(const struct step *step);

/* Does in TREE, a root for MACHINE, what STEP says, if anything, whose package has that VERSION.
 * Adds to the array OMITTED, as `package: text`, what is left out. What exists already is not
 * touched. Dies when it cannot be done, with the step's line first. */
void stepaction_carry_out(const struct step *step, struct tree *tree, const struct machine *machine,
	const char *version, json_t *omitted);

#endif
