/* SPDX-License-Identifier: MIT */
/* linksupply.h: libraries that the image does not have, or that no search finds, and that nobody
 * misses. */
#ifndef VERIFY_LINKSUPPLY_H
#define VERIFY_LINKSUPPLY_H

#include "verify/linkage.h"

/* Says which libraries the device's driver supplies, and to whom. */
void report_driver(const struct linkage *linkage);

/* Says which libraries a distribution finds only since it imports another one before. */
void report_order(const struct linkage *linkage);

/* Says what is wanting in objects of the base that no package loads. */
void report_idle_objects(const struct linkage *linkage);

#endif
