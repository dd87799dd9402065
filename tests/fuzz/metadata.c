/* SPDX-License-Identifier: MIT */
/* metadata: METADATA of a distribution. */
#include "fuzz.h"

#include "lib/json.h"
#include "pypa/metadata.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_json_ json_t *json = metadata_json((const char *)bytes, size);
	_cleanup_(text_free) struct text text = json_canonical(json);

	fuzz_check(utf8_is_valid(text_string(&text)));
}
