/* SPDX-License-Identifier: MIT */
/* resolved: the pins that pip-compile writes. (fuzz/lock.c has what locks are made of.) */
#include "fuzz.h"

#include "resolve/resolved.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_(resolved_free) struct resolved resolved = resolved_read(fuzz_file(bytes, size));

	for (size_t i = 1; i < resolved.count; i++)
		fuzz_check(strcmp(resolved.releases[i - 1].name, resolved.releases[i].name) < 0);
}
