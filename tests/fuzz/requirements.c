/* SPDX-License-Identifier: MIT */
/* requirements: a requirements file. */
#include "fuzz.h"

#include "pypa/requirements.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_(requirements_free) struct requirements requirements =
		requirements_read(fuzz_file(bytes, size));

	fuzz_check(requirements.files.count > 0);
}
