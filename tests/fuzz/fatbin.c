/* SPDX-License-Identifier: MIT */
/* fatbin: a section of CUDA code, and a file that is followed for such. */
#include "fuzz.h"

#include "elf/fatbin.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	const bool relocatable = fuzz_choice(&bytes, &size) & 1;
	struct fatbin fatbin = {0};
	struct fatbin_stream stream = {0};
	bool payload;

	if (!fatbin_read(bytes, size, relocatable, &fatbin)) {
		_cleanup_json_ json_t *json = fatbin_json(&fatbin),
				      *languages = fatbin_languages(&fatbin);

		fuzz_check(json && !languages == (fatbin.ptx.count == 0));
	}
	for (size_t at = 0, run; at < size; at += run) {
		run = fatbin_run(&stream, bytes + at, size - at, at, &payload);
		fuzz_check(run > 0 && run <= size - at);
	}
}
