/* SPDX-License-Identifier: MIT */
/* sdistrequires: PKG-INFO, pyproject.toml and requires.txt of an sdist, each up to a NUL. */
#include "fuzz.h"

#include "lib/json.h"
#include "resolve/releasemetadata.h"
#include "resolve/sdistrequires.h"

static struct text text_of(char *part)
{
	struct text text = {0};

	text_add_string(&text, part);
	free(part);
	return text;
}

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_(sdistfiles_free) struct sdistfiles files = {.has_requires = true};
	const struct release_identity identity = {0};

	files.info = text_of(fuzz_part(&bytes, &size));
	files.project = text_of(fuzz_part(&bytes, &size));
	files.requires = text_of(fuzz_string(bytes, size));
	_cleanup_json_ json_t *requires = sdist_requires(&files),
			      *metadata = sdist_metadata(&files);

	fuzz_check(json_is_array(requires));
	if (!metadata || !json_is_string(json_object_get(metadata, "name")))
		return;
	_cleanup_(text_free) struct text text = release_metadata(metadata, &identity);

	fuzz_check(utf8_is_valid(text_string(&text)));
}
