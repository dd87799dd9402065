/* SPDX-License-Identifier: MIT */
/* poetryconstraint.h: version constraints as Poetry writes them in tool.poetry (Poetry's
 * documentation, "Dependency specification"): `^1.2`, `~1.2`, `1.*`, `1.2.3`, `>=1,<2`. */
#ifndef PYPA_POETRYCONSTRAINT_H
#define PYPA_POETRYCONSTRAINT_H

#include "lib/text.h"

/* Appends the version specifiers (PEP 440) that mean CONSTRAINT, with commas between; none for any
 * version. Returns NULL, or, in a static string, why there are none; OUT then has some of them. */
const char *poetryconstraint_specifiers(const char *constraint, struct text *out);

/* Appends the marker (PEP 508) that means that the Python is of CONSTRAINT, which may have
 * alternatives (`||`), in parentheses; nothing for any Python. Fails as above. */
const char *poetryconstraint_marker(const char *constraint, struct text *out);

#endif
