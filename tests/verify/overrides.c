/* SPDX-License-Identifier: MIT */
/* overrides: names that files of overrides give. */
#include "unit.h"

#include "verify/overrides.h"

#include "scratch.h"

static void reads(void **state)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_json_ json_t *names = json_object();
	const char *path = scratch_write(&scratch, "o.txt",
		"# why\n"
		"Lib_One \\\n"
		"  >=2 ; python_version < '3' \\\n"
		"  --hash=sha256:"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
		"url @ https://host/url.whl\n"
		"-r \"more over.txt\"\n"
		"-c constraints.txt\n"
		"--pre\n");

	(void)state;
	scratch_write(&scratch, "more over.txt", "more==1 # so\n");
	scratch_write(&scratch, "constraints.txt", "constrained==1\n");
	overrides_read(path, names);
	assert_int_equal(json_object_size(names), 3);
	assert_string_equal(json_string_value(json_object_get(names, "lib-one")), "o.txt");
	assert_string_equal(json_string_value(json_object_get(names, "url")), "o.txt");
	assert_string_equal(json_string_value(json_object_get(names, "more")), "more over.txt");
}

static void refuses(void **state)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_json_ json_t *names = json_object();
	const char *path = scratch_write(&scratch, "o.txt", "a==1\n?\n");

	(void)state;
	assert_dies(EXIT_NO, "o.txt:2: ", overrides_read(path, names));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(reads), cmocka_unit_test(refuses)};

	return run_unit(tests);
}
