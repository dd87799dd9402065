/* SPDX-License-Identifier: MIT */
/* unaskedcode: what starts with Python, or in place of a program of the base. */
#include "unit.h"

#include "evidence/unaskedcode.h"
#include "evidence_items.h"
#include "lib/cleanup.h"
#include "lib/json.h"

/* What is said of an image with these items and that PATH, as text. */
static void assert_unasked(const char *layer, const char *path, const char *wanted)
{
	_cleanup_(filesystem_free) struct filesystem filesystem;
	struct evidence evidence = items(layer);
	const struct distributions none = {0};
	const char *const sites[] = {"v/site-packages", "none"};

	filesystem_begin(&filesystem);
	filesystem_apply(&filesystem, &evidence, 0, "L");
	_cleanup_json_ json_t *said = unaskedcode_json(path, &filesystem, &none, sites, 2);
	_cleanup_(text_free) struct text text = json_canonical(said);

	assert_string_equal(text_string(&text), wanted);
	free((char *)evidence.bytes);
}

static void what_starts_with_python(void **state)
{
	(void)state;
	assert_unasked("f 0644 " ONE " 1 - v/site-packages/b.pth|p v/site-packages/b.pth|"
		       "f 0644 " ONE " 1 - v/site-packages/a.pth|p v/site-packages/a.pth|"
		       "f 0644 " ONE " 1 - v/site-packages/quiet.pth|"
		       "f 0644 " ONE " 1 - u/site-packages/c.pth|p u/site-packages/c.pth|"
		       "f 0644 " ONE " 1 - v/site-packages/sitecustomize.py|"
		       "f 0644 " ONE " 1 - v/site-packages/usercustomize/__init__.py|"
		       "f 0644 " ONE " 1 - v/site-packages/six/sitecustomize.py|",
		NULL,
		"{\"modules\":{\"v/site-packages/sitecustomize.py\":null,"
		"\"v/site-packages/usercustomize\":null},\"programs\":{},"
		"\"pth\":{\"v/site-packages/a.pth\":null,\"v/site-packages/b.pth\":null}}");
}

static void programs(void **state)
{
	static const char layer[] =
		"f 0755 " ONE " 1 - usr/bin/sh|f 0755 " ONE " 1 - usr/sbin/useradd|"
		"f 0755 " ONE " 1 - usr/bin/python3|f 0644 " ONE " 1 - usr/bin/data|"
		"f 0755 " ONE " 1 - opt/own|l 0777 bin|usr/bin|"
		"l 0777 v/bin/python3|/usr/bin/python3|f 0755 " TWO " 1 - v/bin/sh|"
		"f 0755 " TWO " 1 - v/bin/useradd|f 0755 " TWO " 1 - v/bin/data|"
		"f 0755 " TWO " 1 - v/bin/own|f 0755 " TWO " 1 - v/bin/tool|"
		"d 0755 v/bin/ls|f 0644 " TWO " 1 - v/bin/text|";

	(void)state;
	assert_unasked(layer, "/v/bin:/usr/bin",
		"{\"modules\":{},\"programs\":{\"v/bin/sh\":null,\"v/bin/useradd\":null},"
		"\"pth\":{}}");
	assert_unasked(layer, "/v/bin:/opt:/bin",
		"{\"modules\":{},\"programs\":{\"v/bin/own\":null,\"v/bin/sh\":null,"
		"\"v/bin/useradd\":null},\"pth\":{}}");
	assert_unasked(layer, "/bin:/v/bin", "{\"modules\":{},\"programs\":{},\"pth\":{}}");
	assert_unasked(layer, "", "{\"modules\":{},\"programs\":{},\"pth\":{}}");
	assert_unasked(layer, "/none:/bin", "{\"modules\":{},\"programs\":{},\"pth\":{}}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_starts_with_python),
		cmocka_unit_test(programs),
	};
	return run_unit(tests);
}
