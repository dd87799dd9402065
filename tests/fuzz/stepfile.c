/* SPDX-License-Identifier: MIT */
/* stepfile: a file of steps for a base. */
#include "fuzz.h"

#include "debian/stepfile.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_(stepfile_free) struct stepfile file = {0};

	stepfile_read(&file, fuzz_file(bytes, size));
	for (size_t i = 0; i < file.count; i++)
		fuzz_check(step_is(&file.steps[i], file.steps[i].verb));
}
