/* SPDX-License-Identifier: MIT */
/* sourceskey.h: under which key the store has what a wheel's Python files say. */
#ifndef VERIFY_SOURCESKEY_H
#define VERIFY_SOURCESKEY_H

#include "lib/digest.h"

/* The key of what the PARSER, a version of Python, finds in WHEEL for PYTHON, the image's. */
struct digest sourceskey(const struct digest *wheel, const char *python, const char *parser);

#endif
