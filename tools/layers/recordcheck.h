/* SPDX-License-Identifier: MIT */
/* recordcheck.h: whether a wheel's RECORD lists the files of the archive, and them alone. */
#ifndef LAYERS_RECORDCHECK_H
#define LAYERS_RECORDCHECK_H

#include "layers/wheel.h"

/* Sets WHEEL's record to what TEXT says, which becomes empty, and its extra rows. What is otherwise
 * than it should be is a flaw of the wheel; or dies with EXIT_NO (record.h). */
void recordcheck(struct wheel *wheel, struct text *text);

#endif
