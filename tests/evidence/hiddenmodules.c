/* SPDX-License-Identifier: MIT */
/* hiddenmodules: what counts as a module, where PYTHONPATH has it, and whose it is. */
#include "unit.h"

#include "evidence/hiddenmodules.h"
#include "evidence_items.h"
#include "lib/cleanup.h"
#include "lib/json.h"

#define FILE(path) "f 0644 " ONE " 1 - " path "|"

/* The modules of site that LAYER's directories of PATH hide: DIRECTORY:MODULE:DISTRIBUTION, sorted
 * as they come. OWNED, or NULL, is the file of a distribution called six. */
static void assert_hidden(
	const char *layer, const char *path, const char *owned, const char *wanted)
{
	static const char *const sites[] = {"site", "other"};
	_cleanup_(filesystem_free) struct filesystem filesystem;
	_cleanup_(text_free) struct text said = {0};
	struct evidence evidence = items(layer);
	struct distribution six = {.name = (char *)"six"};
	const struct distributions distributions = {.list = &six, .count = 1};
	size_t i;
	json_t *item;

	filesystem_begin(&filesystem);
	filesystem_apply(&filesystem, &evidence, 0, "L");
	if (owned)
		filesystem_find(&filesystem, owned)->owner = 0;
	_cleanup_json_ json_t *hidden =
		hiddenmodules_json(path, &filesystem, &distributions, sites, 2);

	json_array_foreach (hidden, i, item) {
		const char *whose = json_string_value(json_object_get(item, "distribution"));

		text_printf(&said, "%s:%s:%s ", json_want_string(item, "directory", "w"),
			json_want_string(item, "module", "w"), whose ? whose : "");
	}
	assert_string_equal(text_string(&said), wanted);
	free((char *)evidence.bytes);
}

static void what_is_a_module(void **state)
{
	(void)state;
	assert_hidden(FILE("site/six.py") FILE("mods/six.pyc"), "/mods", NULL, "/mods:six: ");
	assert_hidden(FILE("site/six.cpython-312-x86_64-linux-gnu.so") FILE("mods/six.py"), "/mods",
		NULL, "/mods:six: ");
	assert_hidden(
		FILE("site/six/__init__.py") FILE("mods/six.py"), "/mods", NULL, "/mods:six: ");
	assert_hidden(FILE("site/six/part.py") FILE("mods/six/part.py"), "/mods", NULL, "");
	assert_hidden(FILE("site/six.txt") FILE("mods/six.txt"), "/mods", NULL, "");
	assert_hidden(FILE("site/six.py") FILE("mods/seven.py"), "/mods", NULL, "");
}

static void where_it_is_looked_for(void **state)
{
	(void)state;
	static const char layer[] =
		FILE("site/six.py") FILE("mods/six.py") FILE("other/six.py") "l 0777 s|site|";

	assert_hidden(layer, NULL, NULL, "");
	assert_hidden(layer, "", NULL, "");
	assert_hidden(layer, "/none::/s", NULL, "/s:six: ");
	assert_hidden(layer, "/none::/mods", NULL, "/mods:six: /mods:six: ");
	assert_hidden(FILE("site/six.py"), "/site:/site/", NULL, "");
}

static void whose_it_is(void **state)
{
	(void)state;
	assert_hidden(
		FILE("site/six.py") FILE("mods/six.py"), "/mods", "site/six.py", "/mods:six:six ");
	assert_hidden(FILE("site/six/__init__.py") FILE("mods/six.py"), "/mods",
		"site/six/__init__.py", "/mods:six:six ");
	assert_hidden(
		FILE("site/six.py") FILE("mods/six.py"), "/mods", "mods/six.py", "/mods:six: ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_a_module),
		cmocka_unit_test(where_it_is_looked_for),
		cmocka_unit_test(whose_it_is),
	};
	return run_unit(tests);
}
