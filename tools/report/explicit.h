/* SPDX-License-Identifier: MIT */
/* explicit.h: whom requirements files name. */
#ifndef LIB_EXPLICIT_H
#define LIB_EXPLICIT_H

#include "lib/stringlist.h"
#include "pypa/target.h"

/* Adds the normalized names that the requirements file PATH, and those that it includes by -r, ask
 * for: on TARGET, or on any when it is NULL. A wheel's path or address counts with the name in its
 * filename; what has no name before it is built counts as nobody. Dies (EXIT_NO) when a file cannot
 * be read. */
void explicit_add(struct stringlist *names, const char *path, const struct target *target);

#endif
