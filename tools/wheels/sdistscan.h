/* SPDX-License-Identifier: MIT */
/* sdistscan.h: what an sdist says of its build, read without unpacking it. */
#ifndef WHEELS_SDISTSCAN_H
#define WHEELS_SDISTSCAN_H

#include "lib/json.h"

/* Of the sdist ARCHIVE: `pyproject`, the text of the pyproject.toml in its top directory, over
 * links; "" when there is none; and `suffixes`, which kinds of sources the package has, such as
 * ".c" and ".f90", not counting those of its tests, examples and documentation. Bad input dies with
 * EXIT_NO. LC_CTYPE has to be a UTF-8 locale. The caller owns it. */
json_t *sdistscan(const char *archive);

#endif
