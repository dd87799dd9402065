/* SPDX-License-Identifier: MIT */
/* name: filenames of wheels and sdists, and the links of a page that they come from. */
#include "fuzz.h"

#include "lib/url.h"
#include "pypa/name.h"
#include "pypa/tags.h"

static void parse(const char *filename)
{
	static const struct target target = {.python_major = 3,
		.python_minor = 11,
		.arch = "x86_64",
		.libc_major = 2,
		.libc_minor = 36};
	_cleanup_(wheel_name_free) struct wheel_name wheel = {0};
	_cleanup_(sdist_name_free) struct sdist_name sdist = {0};

	if (!wheel_name_parse(filename, &wheel)) {
		_cleanup_(tags_free) struct tags tags = tags_for(&target);
		_cleanup_(text_free) struct text why = {0};

		if (tags_rank(&tags, &wheel) < 0)
			tags_explain(&tags, &target, &wheel, &why);
	}
	if (!sdist_name_parse(filename, &sdist))
		fuzz_check(name_is_valid(sdist.name));
}

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_free_ char *text = fuzz_string(bytes, size), *shown = url_shown(text),
			    *filename = url_filename(text), *fragment = NULL,
			    *resolved = url_resolve(
				    "http://user:word@host/simple/it/", text, &fragment);

	fuzz_check(shown && (!resolved || url_kind(resolved) != URL_BAD));
	parse(text);
	if (filename)
		parse(filename);
}
