/* SPDX-License-Identifier: MIT */
/* balance.h: a row of sizes cut into runs of about equal weight. */
#ifndef LAYERS_BALANCE_H
#define LAYERS_BALANCE_H

#include <stddef.h>
#include <stdint.h>

/* Cuts COUNT sizes into PARTS runs so that the heaviest weighs as little as possible; of several
 * such cuts, the later runs take what they can, so that the first may be empty. Run I (from 0) ends
 * before ends[I]. The last run holds the last KEEP sizes at least. The sum has to fit 64 bits. */
void balance(const uint64_t *sizes, size_t count, size_t keep, size_t parts, size_t *ends);

#endif
