/* SPDX-License-Identifier: MIT */
/* pageentry: all that a page says of a file, the same from both forms. */
#include "unit.h"

#include "pages.h"

#define JSON "application/vnd.pypi.simple.v1+json"
#define HASH "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

/* What is said of the only file of the page, which the caller frees; "" when it has none. */
static char *entry(const char *type, const char *text)
{
	_cleanup_(project_free) struct project project = pages_project(type, text);

	if (!project.count)
		return xstrdup("");
	assert_int_equal(project.count, 1);
	return json_dumps(project.files[0]->entry, JSON_COMPACT);
}

static void assert_entry(const char *type, const char *text, const char *wanted)
{
	_cleanup_free_ char *found = entry(type, text);

	assert_string_equal(found, wanted);
}

static void anchors(void **state)
{
	(void)state;
	assert_entry("text/html", "<a href=demo-1.tar.gz>x</a>",
		"{\"filename\":\"demo-1.tar.gz\",\"url\":\"http://x/simple/demo/"
		"demo-1.tar.gz\",\"hashes\":{}}");
	assert_entry("text/html",
		"<a href=' ../demo-1.tar.gz#egg=x&sha256=ABC&md5=1' data-requires-python='&gt;=3' "
		"data-yanked "
		"data-upload-time=now data-dist-info-metadata='sha256=AB'>",
		"{\"filename\":\"demo-1.tar.gz\",\"url\":\"http://x/simple/"
		"demo-1.tar.gz\",\"hashes\":{\"sha256\":"
		"\"abc\",\"md5\":\"1\"},\"requires-python\":\">=3\",\"upload-time\":\"now\","
		"\"yanked\":true,"
		"\"core-metadata\":{\"sha256\":\"ab\"}}");
	assert_entry("text/html",
		"<a href='HTTP://y/demo-1.tar.gz' data-yanked='bad &amp; old' "
		"data-core-metadata=true "
		"data-dist-info-metadata='sha256=AB' data-requires-python=''>",
		"{\"filename\":\"demo-1.tar.gz\",\"url\":\"http://y/"
		"demo-1.tar.gz\",\"hashes\":{},\"yanked\":"
		"\"bad & old\",\"core-metadata\":true}");
}

static void members(void **state)
{
	(void)state;
	assert_entry(JSON,
		"{\"files\": [{\"url\": \"http://y/%7Ea b?c#d\", \"other\": [1], \"filename\": "
		"\"demo-1.tar.gz\", \"size\": 3, \"hashes\": {\"sha256\": \"" HASH "\", \"x\": 1}, "
		"\"core-metadata\": {\"sha256\": \"b\", \"y\": null}, \"yanked\": \"\"}]}",
		"{\"url\":\"http://y/%7Ea "
		"b?c\",\"other\":[1],\"filename\":\"demo-1.tar.gz\",\"size\":3,"
		"\"hashes\":{\"sha256\":\"" HASH
		"\"},\"core-metadata\":{\"sha256\":\"b\"},\"yanked\":\"\"}");
	assert_entry(JSON,
		"{\"files\": [{\"url\": \"a\", \"filename\": \"demo-1.tar.gz\", \"size\": \"3\", "
		"\"hashes\": 1, "
		"\"core-metadata\": 1, \"dist-info-metadata\": \"x\", \"yanked\": {}, "
		"\"requires-python\": 3, "
		"\"upload-time\": false}]}",
		"{\"url\":\"http://x/simple/demo/a\",\"filename\":\"demo-1.tar.gz\"}");
}

static void files_that_nobody_should_have(void **state)
{
	(void)state;
	assert_entry(
		"text/html", "<a href=file:///demo-1.tar.gz><a href=mailto:demo-1.tar.gz>", "");
	assert_entry(
		JSON, "{\"files\": [{\"url\": \"a\", \"filename\": \"../demo-1.tar.gz\"}]}", "");
	assert_entry(JSON, "{\"files\": [{\"url\": \"a\", \"filename\": \"\"}]}", "");
	assert_entry(JSON,
		"{\"files\": [{\"url\": \"a\", \"filename\": \"demo\\u001b-1.tar.gz\"}]}", "");
	assert_entry(
		JSON, "{\"files\": [{\"url\": \"a\", \"filename\": \"d\\u00e9mo-1.tar.gz\"}]}", "");
	assert_entry(JSON,
		"{\"files\": [{\"url\": \"ftp://h/a\", \"filename\": \"demo-1.tar.gz\"}]}", "");
	_cleanup_(text_free) struct text page = {0};

	text_add_string(&page, "<a href=");
	for (int i = 0; i < 256; i++)
		text_add_char(&page, 'x');
	text_add_string(&page, ">");
	assert_entry("text/html", text_string(&page), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(anchors),
		cmocka_unit_test(members),
		cmocka_unit_test(files_that_nobody_should_have),
	};
	return run_unit(tests);
}
