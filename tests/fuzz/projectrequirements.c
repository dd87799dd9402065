/* SPDX-License-Identifier: MIT */
/* projectrequirements: a pyproject.toml, with an extra and a group that are asked for. */
#include "fuzz.h"

#include "pypa/projectrequirements.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_(projectfile_free) struct projectfile file =
		projectfile_read(fuzz_file(bytes, size));
	_cleanup_(text_free) struct text out = {0};
	char *extras[] = {(char[]){"a"}}, *groups[] = {(char[]){"g"}};
	const struct projectquestion question = {.extras = {1, extras},
		.groups = {1, groups},
		.python = "3.11.2",
		.before = "../../"};

	projectfiles_requirements(&file, 1, &question, &out);
	fuzz_check(!memchr(text_string(&out), '\r', out.length));
}
