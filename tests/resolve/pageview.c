/* SPDX-License-Identifier: MIT */
/* pageview: what a resolver sees, and what is listed. */
#include "unit.h"

#include "lib/json.h"
#include "pages.h"
#include "resolve/pageview.h"
#include "scratch.h"

#define LINUX "demo-1.0-cp311-cp311-linux_x86_64.whl"

static const struct target target = {
	.python_major = 3, .python_minor = 11, .arch = "x86_64", .libc_major = 2, .libc_minor = 36};
static const char page[] =
	"<a href='" LINUX "' data-upload-time=2023-01-01 data-requires-python='<3.11'>x</a>"
	"<a href='demo-2.0-py3-none-any.whl' data-upload-time=2024-01-01 data-yanked=why>x</a>"
	"<a href='demo-3.0-py3-none-win32.whl'>x</a><a href='demo-4.exe'>x</a>";

static void assert_seen(const struct pageview *view, const char *wanted, const char *left_out)
{
	_cleanup_(project_free) struct project project = pages_project("text/html", page);
	_cleanup_json_ json_t *versions = json_array();
	_cleanup_(project_free) struct project seen = pageview_resolver(view, &project, versions);
	_cleanup_free_ char *names = pages_names(&seen), *left = json_dumps(versions, JSON_COMPACT);

	assert_string_equal(names, wanted);
	assert_string_equal(left, left_out);
}

static void resolvers(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(policy_free) struct policy policy = policy_read(scratch_write(&scratch, "p.json",
		"{\"indexes\": {}, \"prefer\": [{\"pattern\": \"d*\", \"rules\": "
		"[\"tag:linux_*\"]}]}"));
	_cleanup_(tags_free) struct tags tags = tags_for(&target);
	struct pageview view = {.policy = &policy};

	assert_seen(&view,
		LINUX " demo-2.0-py3-none-any.whl demo-3.0-py3-none-win32.whl demo-4.exe", "[]");
	view.limited = true;
	view.limit = 1700000000000000;
	assert_seen(&view, LINUX, "[]");
	view.limited = false;
	view.tags = &tags;
	assert_seen(&view, LINUX, "[\"2.0\",\"3.0\"]");
	view.fitting = true;
	assert_seen(&view, LINUX, "[\"2.0\"]");
}

/* As pip, which looks at each file alone. */
static void files_for_python(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(policy_free) struct policy policy =
		policy_read(scratch_write(&scratch, "p.json", "{\"indexes\": {}}"));
	_cleanup_(tags_free) struct tags tags = tags_for(&target);
	char python[] = "3.11.2";
	const struct pageview view = {.policy = &policy, .tags = &tags, .python = python};
	_cleanup_(project_free) struct project project = pages_project("text/html",
		"<a href='demo-1.0-py3-none-any.whl' data-requires-python='>=3.12'>x</a>"
		"<a href='demo-1.0.tar.gz'>x</a>"
		"<a href='demo-2.0-py3-none-any.whl' data-requires-python='>=3.12'>x</a>"
		"<a href='demo-2.0-py3-none-win32.whl'>x</a>"
		"<a href='demo-3.0-py3-none-any.whl' data-requires-python='>=3.8'>x</a>");
	_cleanup_json_ json_t *left_out = json_array();
	_cleanup_(project_free) struct project seen = pageview_resolver(&view, &project, left_out);
	_cleanup_free_ char *names = pages_names(&seen);

	assert_string_equal(names, "demo-1.0.tar.gz demo-2.0-py3-none-any.whl "
				   "demo-2.0-py3-none-win32.whl demo-3.0-py3-none-any.whl");
	assert_int_equal(json_array_size(left_out), 0);
}

static void lists(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(policy_free) struct policy policy =
		policy_read(scratch_write(&scratch, "p.json", "{\"indexes\": {}}"));
	const struct pageview view = {
		.policy = &policy, .limited = true, .limit = 1700000000000000};
	_cleanup_(project_free) struct project project = pages_project("text/html", page);
	_cleanup_json_ json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", "t", "arch",
		"x86_64", "glibc", "2.36", "python", "3.11", "pythonFull", "3.11.2");
	_cleanup_json_ json_t *files = pageview_files(&view, &project, json);
	_cleanup_(text_free) struct text text = json_canonical(files);

	assert_string_equal(text_string(&text),
		"[{\"filename\":\"" LINUX
		"\",\"fits\":true,\"glibc\":[],\"meant\":true,\"metadata\":false,"
		"\"platforms\":[\"linux_x86_64\"],\"python\":false,\"requiresPython\":\"<3.11\","
		"\"sha256\":\"\","
		"\"url\":\"http://x/simple/demo/" LINUX
		"\",\"version\":\"1.0\",\"wheel\":true,\"yanked\":null},"
		"{\"filename\":\"demo-3.0-py3-none-win32.whl\",\"fits\":false,\"glibc\":[],"
		"\"meant\":true,"
		"\"metadata\":false,\"platforms\":[\"win32\"],\"python\":true,\"requiresPython\":"
		"null,"
		"\"sha256\":\"\",\"url\":\"http://x/simple/demo/"
		"demo-3.0-py3-none-win32.whl\",\"version\":\"3.0\","
		"\"wheel\":true,\"yanked\":null}]");
}

static void pythons(void **state)
{
	(void)state;
	struct project_file file = {0};

	assert_true(pageview_takes_python(&file, "3.11.2"));
	file.requires_python = "";
	assert_true(pageview_takes_python(&file, "3.11.2"));
	file.requires_python = ">=3.8, !=3.9.*, <4";
	assert_true(pageview_takes_python(&file, "3.11.2"));
	assert_false(pageview_takes_python(&file, "3.9.1"));
	assert_true(pageview_takes_python(&file, "3.14.0rc1"));
	file.requires_python = "nonsense";
	assert_true(pageview_takes_python(&file, "3.9.1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(resolvers),
		cmocka_unit_test(files_for_python),
		cmocka_unit_test(lists),
		cmocka_unit_test(pythons),
	};
	return run_unit(tests);
}
