/* SPDX-License-Identifier: MIT */
/* interpreters: which programs are Python's, in the order of PATH, and what tells their version. */
#include "unit.h"

#include "elf_items.h"
#include "evidence/interpreters.h"
#include "lib/cleanup.h"
#include "lib/json.h"

static void programs_in_the_order_of_path(void **state)
{
	(void)state;
	struct root root;
	json_t *config =
		json_loads("{\"config\":{\"Env\":[\"A=1\",\"PATH=/opt/bin:/usr/bin\",\"PATHS=x\","
			   "\"E=\"]}}",
			0, NULL);
	const struct image image = {.config = config, .layer_count = 1};
	const struct packages packages = {0};
	const struct distributions none = {0};

	root_begin(&root);
	root_add(&root, "bin/python3.9", "62,64l", "{}", NULL, NULL);
	root_add(&root, "usr/bin/python3.11", "62,64l", "{}", NULL, NULL);
	root_item(&root, "v usr/bin/python3.11|3.11.2|");
	root_add(&root, "opt/bin/python3.12", "183,64l", "{}", NULL, NULL);
	root_add(&root, "usr/bin/python3.11-config", "62,64l", "{}", NULL, NULL);
	root_add(&root, "usr/lib/python3.10", "62,64l", "{}", NULL, NULL);
	root_add(&root, "sbin/python2.7", "62,64l", "{}", NULL, NULL);
	root_item(&root, "f 0755 " /* a script, and no ELF file */
			 "9999999999999999999999999999999999999999999999999999999999999999 1 - "
			 "opt/bin/python3.13|");
	root_lay(&root);
	const struct examined layer = {.evidence = root.evidence};
	_cleanup_(findings_free) struct findings findings =
		findings_read(&image, &root.filesystem, &layer);
	_cleanup_json_ json_t *json =
		interpreters_json(&image, &root.filesystem, &findings, &packages, &none);
	static const char *const wanted[][3] = {{"/opt/bin/python3.12", "3.12", "aarch64"},
		{"/usr/bin/python3.11", "3.11.2", "x86_64"}, {"/bin/python3.9", "3.9", "x86_64"}};

	assert_int_equal(json_array_size(json), 3);
	for (size_t i = 0; i < 3; i++) {
		const json_t *one = json_array_get(json, i);

		assert_string_equal(json_want_string(one, "path", "w"), wanted[i][0]);
		assert_string_equal(json_want_string(one, "version", "w"), wanted[i][1]);
		assert_string_equal(json_want_string(one, "machine", "w"), wanted[i][2]);
	}
	assert_string_equal(image_variable(&image, "A"), "1");
	assert_string_equal(image_variable(&image, "E"), "");
	assert_null(image_variable(&image, "PAT"));
	json_decref(config);
	filesystem_free(&root.filesystem);
	text_free(&root.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(programs_in_the_order_of_path)};

	return run_unit(tests);
}
