/* SPDX-License-Identifier: MIT */
/* sdistview: sdists that are shown as wheels. */
#include "unit.h"

#include "lib/json.h"
#include "pages.h"
#include "resolve/sdistview.h"
#include "scratch.h"

static const struct target target = {
	.python_major = 3, .python_minor = 11, .arch = "x86_64", .libc_major = 2, .libc_minor = 36};

static void assert_shown(const struct pageview *view, const char *page, const char *wanted)
{
	_cleanup_(project_free) struct project project = pages_project("text/html", page);
	_cleanup_(project_free) struct project shown = sdistview_of(view, &project, "http://y");
	_cleanup_free_ char *names = pages_names(&shown);

	assert_string_equal(names, wanted);
}

static void names(void **state)
{
	(void)state;
	char python[] = "3.11.2";
	_cleanup_(tags_free) struct tags tags = tags_for(&target);
	const struct pageview any = {0}, view = {.tags = &tags, .python = python};

	assert_shown(&view, "<a href='demo-1.0.tar.gz'>x</a>", "demo-1.0-py3-none-any.whl");
	assert_shown(&view, "<a href='demo-1.0.zip'>x</a><a href='demo-1.0.tar.gz'>x</a>",
		"demo-1.0-py3-none-any.whl demo-1.0.tar.gz");
	assert_shown(&view,
		"<a href='demo-1.0.zip' data-yanked=''>x</a><a href='demo-1.0.tar.gz'>x</a>",
		"demo-1.0-py3-none-any.whl demo-1.0-py3-none-any.whl");
	assert_shown(&view, "<a href='demo-1.0+x.tar.gz'>x</a><a href='demo-1.0 .tar.gz'>x</a>",
		"demo-1.0+x-py3-none-any.whl demo-1.0 .tar.gz");
	assert_shown(&view,
		"<a href='demo-1.0-cp311-cp311-linux_x86_64.whl'>x</a>"
		"<a href='demo-1.0.tar.gz'>x</a>",
		"demo-1.0-cp311-cp311-linux_x86_64.whl demo-1.0.tar.gz");
	assert_shown(&view,
		"<a href='demo-1.0-cp311-cp311-linux_aarch64.whl'>x</a>"
		"<a href='demo-1.0.tar.gz'>x</a>",
		"demo-1.0-cp311-cp311-linux_aarch64.whl demo-1.0-py3-none-any.whl");
	assert_shown(&any,
		"<a href='demo-1.0-cp311-cp311-linux_aarch64.whl'>x</a>"
		"<a href='demo-1.0.tar.gz'>x</a>",
		"demo-1.0-cp311-cp311-linux_aarch64.whl demo-1.0.tar.gz");
	assert_shown(&view,
		"<a href='demo-1.0-py3-none-any.whl' data-yanked=''>x</a>"
		"<a href='demo-1.0.tar.gz'>x</a>",
		"demo-1.0-py3-none-any.whl demo-1.0-py3-none-any.whl");
	assert_shown(&view,
		"<a href='demo-1.0-py3-none-any.whl' data-requires-python='<3'>x</a>"
		"<a href='demo-1.0.tar.gz'>x</a><a href='demo-2.tar.gz'>x</a>",
		"demo-1.0-py3-none-any.whl demo-1.0-py3-none-any.whl demo-2-py3-none-any.whl");
	assert_shown(&any,
		"<a href='demo-1.0-py3-none-any.whl' data-requires-python='>=3.8'>x</a>"
		"<a href='demo-1.0.tar.gz'>x</a>",
		"demo-1.0-py3-none-any.whl demo-1.0.tar.gz");
	assert_shown(&view, "<a href='demo-4.exe'>x</a>", "demo-4.exe");
}

static void entries(void **state)
{
	(void)state;
	const struct pageview view = {0};
	_cleanup_(project_free) struct project project = project_begin("my-demo");

	project_add_entry(&project,
		json_pack("{s:s, s:s, s:{s:s}, s:b, s:s, s:s}", "filename", "My.Demo-1.0.tar.gz",
			"url", "http://x/f", "hashes", "sha256", "00", "dist-info-metadata", 0,
			"yanked", "why", "requires-python", ">=3"));
	_cleanup_(project_free) struct project shown = sdistview_of(&view, &project, "http://y");
	_cleanup_(text_free) struct text text = json_canonical(shown.files[0]->entry);

	assert_string_equal(text_string(&text),
		"{\"core-metadata\":true,\"filename\":\"my_demo-1.0-py3-none-any.whl\","
		"\"hashes\":{\"sha256\":\"00\"},\"requires-python\":\">=3\","
		"\"url\":\"http://y/My.Demo-1.0.tar.gz/my_demo-1.0-py3-none-any.whl\","
		"\"yanked\":\"why\"}");
	assert_string_equal(project.files[0]->filename, "My.Demo-1.0.tar.gz");
}

static void pages(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(policy_free) struct policy policy =
		policy_read(scratch_write(&scratch, "p.json", "{\"indexes\": {}}"));
	const struct pageview view = {.policy = &policy};
	_cleanup_(project_free) struct project project =
		pages_project("text/html", "<a href='demo-1.0.tar.gz'>x</a>");
	_cleanup_json_ json_t *left_out = json_array();
	_cleanup_(text_free) struct text plain =
		sdistview_page(&view, &project, true, NULL, left_out);
	_cleanup_(text_free) struct text html =
		sdistview_page(&view, &project, true, "http://y", left_out);
	_cleanup_(text_free) struct text json =
		sdistview_page(&view, &project, false, "http://y", left_out);

	assert_non_null(strstr(text_string(&plain), "demo-1.0.tar.gz</a>"));
	assert_null(strstr(text_string(&plain), ".whl"));
	assert_non_null(strstr(
		text_string(&html), "href=\"http://y/demo-1.0.tar.gz/demo-1.0-py3-none-any.whl\""));
	assert_non_null(strstr(text_string(&html), "data-core-metadata=\"true\""));
	assert_non_null(strstr(text_string(&json), "\"core-metadata\":true"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names), cmocka_unit_test(entries), cmocka_unit_test(pages)};

	return run_unit(tests);
}
