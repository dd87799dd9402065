/* SPDX-License-Identifier: MIT */
/* standardmodules: which modules Python has of its own, by the files of the image. */
#include "unit.h"

#include "evidence/standardmodules.h"
#include "evidence_items.h"
#include "lib/cleanup.h"

#define FILE(path) "f 0644 " ONE " 1 - " path "|"
#define LINK(path, to) "l 0777 " path "|" to "|"

/* The names in LAYER, for a site directory, that are among ASKED, separated by blanks. */
static void assert_own(const char *layer, const char *site, const char *wanted)
{
	static const char *const asked[] = {
		"asyncio", "asyncore", "imp", "os", "parser", "six", "spwd", "sys", "test", "zlib"};
	_cleanup_(filesystem_free) struct filesystem filesystem;
	_cleanup_(text_free) struct text said = {0};
	struct evidence evidence = items(layer);

	filesystem_begin(&filesystem);
	filesystem_apply(&filesystem, &evidence, 0, "L");
	_cleanup_json_ json_t *own = standardmodules_json(&filesystem, site);
	json_t *item;
	size_t i, j;

	if (json_is_null(own))
		text_add_string(&said, "not known");
	json_array_foreach (own, i, item)
		for (j = 0; j < sizeof asked / sizeof *asked; j++)
			if (strcmp(asked[j], json_string_value(item)) == 0)
				text_printf(&said, "%s ", asked[j]);
	assert_string_equal(text_string(&said), wanted);
	free((char *)evidence.bytes);
}

#define ENVIRONMENT                                         \
	LINK("opt/venv/bin/python3", "/usr/bin/python3.13") \
	FILE("usr/bin/python3.13") FILE("opt/venv/lib/python3.13/site-packages/six.py")
#define SITE "opt/venv/lib/python3.13/site-packages"

static void they_are_files_of_the_library(void **state)
{
	(void)state;
	assert_own(ENVIRONMENT FILE("usr/lib/python3.13/os.py")
			   FILE("usr/lib/python3.13/asyncio/__init__.py")
				   FILE("usr/lib/python3.13/test/__init__.py") FILE(
					   "usr/lib/python3.13/lib-dynload/imp.cpython-313.so"),
		"/" SITE, "asyncio imp os sys zlib ");
	assert_own(ENVIRONMENT FILE("usr/lib64/python3.13/os.py"), SITE, "os sys zlib ");
}

static void they_are_of_the_version(void **state)
{
	(void)state;
	assert_own(FILE("usr/bin/python3.8") LINK("v/bin/python3", "../../usr/bin/python3.8")
			   FILE("usr/lib/python3.8/os.py") FILE("usr/lib/python3.8/asyncore.py"),
		"v/lib/python3.8/site-packages", "asyncore os parser spwd sys zlib ");
	assert_own(FILE("bin/python3.12") LINK("v/bin/python3", "/bin/python3.12")
			   FILE("lib/python3.12/os.py"),
		"v/lib/python3.12/site-packages", "os spwd sys zlib ");
}

static void without_a_library_nothing_is_known(void **state)
{
	(void)state;
	assert_own(ENVIRONMENT, SITE, "not known");
	assert_own(FILE("usr/lib/python3.13/os.py"), SITE, "not known");
	assert_own(ENVIRONMENT FILE("usr/lib/python3.13/os.py"), NULL, "not known");
	assert_own(ENVIRONMENT FILE("usr/lib/python3.13/os.py"), "site", "not known");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_are_files_of_the_library),
		cmocka_unit_test(they_are_of_the_version),
		cmocka_unit_test(without_a_library_nothing_is_known),
	};
	return run_unit(tests);
}
