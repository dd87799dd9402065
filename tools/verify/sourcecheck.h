/* SPDX-License-Identifier: MIT */
/* sourcecheck.h: what sources.py found in the Python files of the packages, judged. */
#ifndef VERIFY_SOURCECHECK_H
#define VERIFY_SOURCECHECK_H

#include "verify/report.h"

/* SOURCES is what sources.py(1) printed, WHERE what messages on it begin with. */
void check_sources(json_t *sources, const char *where, struct report *report);

#endif
