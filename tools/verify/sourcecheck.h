/* SPDX-License-Identifier: MIT */
/* sourcecheck.h: what sources found in the Python files of the packages, judged. */
#ifndef VERIFY_SOURCECHECK_H
#define VERIFY_SOURCECHECK_H

#include "verify/subject.h"

/* SOURCES is what sources(1) printed, WHERE what messages on it begin with. Syntax is judged
 * when the image's version of Python parsed; otherwise a note says that it is not known. */
void check_sources(
	const struct subject *subject, json_t *sources, const char *where, struct report *report);

#endif
