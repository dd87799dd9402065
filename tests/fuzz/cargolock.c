/* SPDX-License-Identifier: MIT */
/* cargolock: the crates of a Cargo.lock. */
#include "fuzz.h"

#include "lib/json.h"
#include "wheels/cargolock.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_json_ json_t *crates = cargolock_read(fuzz_file(bytes, size));
	const char *name;
	json_t *sha256;

	json_object_foreach (crates, name, sha256)
		fuzz_check(!strchr(name, '/') && *name != '.' && json_string_length(sha256) >= 64);
}
