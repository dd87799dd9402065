/* SPDX-License-Identifier: MIT */
/* pinreport.h: why a lock for the target may lack a pin, or have another version of it. */
#ifndef ANALYZE_PINREPORT_H
#define ANALYZE_PINREPORT_H

#include <jansson.h>

#include "analyze/pinaskers.h"
#include "pypa/target.h"

/* [{"name", "version", "place", "text", "reason": null where nothing speaks against it}] of all
 * pins with a version. The caller owns it. */
json_t *pinreport(const struct pinaskers *askers, const struct target *target);

#endif
