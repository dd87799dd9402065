/* SPDX-License-Identifier: MIT */
/* lenientrequirement.h: requirements of old metadata that are none by PyPA's "Dependency
 * specifiers" and "Version specifiers", such as `torch (>=1.9.*)`: uv repairs some of them and
 * installs what it then reads, pip passes over releases that have one. What is read here is what uv
 * 0.13.9 reads. */
#ifndef PYPA_LENIENTREQUIREMENT_H
#define PYPA_LENIENTREQUIREMENT_H

#include "pypa/requirement.h"

/* As requirement_parse, but TEXT that is no requirement is repaired, if that makes one of it; then
 * *REPAIRED is its text, which the caller frees, and what is wrong with TEXT is returned all the
 * same. *REPAIRED is NULL where nothing had to be repaired, or nothing could be. */
const char *lenientrequirement_parse(
	const char *text, struct requirement *requirement, char **repaired);

/* As specifiers_admit, in the same way. */
const char *lenientspecifiers_admit(
	const char *text, const char *version, bool *admit, char **repaired);

#endif
