/* SPDX-License-Identifier: MIT */
/* requirementset: a requirements file. */
#include "fuzz.h"

#include "pypa/requirementset.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_(requirementset_free) struct requirementset requirements =
		requirementset_read(fuzz_file(bytes, size));

	fuzz_check(requirements.files.count > 0);
}
