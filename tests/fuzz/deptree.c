/* SPDX-License-Identifier: MIT */
/* deptree: lines `NAME VERSION` and, below each, what it requires with a space before, as a tree.
 */
#include "fuzz.h"

#include "lib/json.h"
#include "report/deptreetext.h"

static json_t *distributions_of(char *text)
{
	json_t *distributions = json_array(), *required = NULL;
	char *line;

	while ((line = strsep(&text, "\n"))) {
		char *rest = line, *name = line[0] == ' ' ? NULL : strsep(&rest, " ");

		if (required && !name)
			json_array_append_new(required, json_lossy(line + 1, strlen(line + 1)));
		if (!name || !rest)
			continue;
		required = json_array();
		json_array_append_new(distributions,
			json_pack("{s:o, s:o, s:o}", "name", json_lossy(name, strlen(name)),
				"version", json_lossy(rest, strlen(rest)), "requiresDist",
				required));
	}
	return distributions;
}

void fuzz_one(const uint8_t *bytes, size_t size)
{
	static const struct target target = {.python_major = 3,
		.python_minor = 11,
		.arch = "x86_64",
		.libc_major = 2,
		.libc_minor = 36};
	_cleanup_free_ char *text = fuzz_string(bytes, size);
	_cleanup_json_ json_t *distributions = distributions_of(text);
	_cleanup_(deptree_free) struct deptree tree = {0};
	_cleanup_(text_free) struct text shown = {0}, json = {0};

	deptree_add(&tree, distributions, &target, "it");
	deptree_connect(&tree);
	deptreetext_add(&tree, "it", &shown, &json);
	_cleanup_json_ json_t *read = json_loads(text_string(&json), 0, NULL);

	fuzz_check(read && json_is_array(read));
}
