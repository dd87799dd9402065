/* SPDX-License-Identifier: MIT */
/* pinfile: a flat file of pins, and what the project itself wants of it. */
#include "fuzz.h"

#include "analyze/ownlines.h"
#include "analyze/pinaskers.h"
#include "analyze/pinfile.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_(pinfile_free) struct pinfile file = pinfile_read(fuzz_file(bytes, size));

	if (!file.count)
		return;
	_cleanup_(pinaskers_free) struct pinaskers askers = pinaskers_of(&file);

	pinaskers_direct(&askers);
	_cleanup_(text_free) struct text text = ownlines_text(&askers, "origin");

	fuzz_check(text.length > 0);
}
