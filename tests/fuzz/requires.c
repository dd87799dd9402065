/* SPDX-License-Identifier: MIT */
/* requires: the requirements of two packages, one per line, and what applies of them. */
#include "fuzz.h"

#include "lib/json.h"
#include "resolve/requires.h"

static json_t *lines_of(const char *text)
{
	json_t *lines = json_array();

	while (*text) {
		size_t length = strcspn(text, "\n");

		json_array_append_new(lines, json_lossy(text, length));
		text += length + (text[length] == '\n');
	}
	return lines;
}

void fuzz_one(const uint8_t *bytes, size_t size)
{
	static const struct target target = {.python_major = 3,
		.python_minor = 11,
		.arch = "x86_64",
		.libc_major = 2,
		.libc_minor = 36};
	_cleanup_free_ char *first = fuzz_part(&bytes, &size), *second = fuzz_part(&bytes, &size);
	_cleanup_free_ char *root = fuzz_string(bytes, size);
	_cleanup_json_ json_t *of_first = lines_of(first), *of_second = lines_of(second);
	struct requires_package packages[] = {{.name = "a"}, {.name = "b"}};
	const struct stringlist roots = {.count = 1, .items = &root};

	fuzz_check(!requires_read(&packages[0], of_first) == packages[0].known);
	fuzz_check(!requires_read(&packages[1], of_second) == packages[1].known);
	requires_apply(packages, 2, &target, &roots);
	requires_free(&packages[0]);
	requires_free(&packages[1]);
}
