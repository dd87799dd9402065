/* SPDX-License-Identifier: MIT */
/* buildsystem: what a pyproject.toml says of the build. */
#include "fuzz.h"

#include "lib/json.h"
#include "wheels/buildsystem.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_free_ char *text = fuzz_string(bytes, size);
	_cleanup_json_ json_t *said = buildsystem_of(text, strlen(text));

	fuzz_check(json_string_length(json_object_get(said, "backend")) > 0);
	fuzz_check(json_is_array(json_object_get(said, "requires")));
}
