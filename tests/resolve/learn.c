/* SPDX-License-Identifier: MIT */
/* learn: what files require, from earlier and from their indexes. tests/resolve/pinfiles.t reads
 * files. */
#include "unit.h"

#include "lib/json.h"
#include "pages.h"
#include "resolve/learn.h"
#include "scratch.h"
#include "server.h"

#define ANSWER(status, body) "HTTP/1.1 " status "\r\nConnection: close\r\n\r\n" body

static const struct target target = {
	.python_major = 3, .python_minor = 11, .arch = "x86_64", .libc_major = 2, .libc_minor = 36};

/* What is learned of a wheel that has metadata at URL, as JSON. */
static char *learned(const char *url, const json_t *known)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(policy_free) struct policy policy = policy_read(scratch_write(&scratch, "p.json",
		"{\"indexes\": {\"default\": {\"url\": \"http://h\", \"retries\": 0}}}"));
	_cleanup_(tags_free) struct tags tags = tags_for(&target);
	struct resolved_release resolved = {.name = "demo", .version = "1.0"};
	struct release release = {
		.resolved = &resolved, .index = "default", .meant = project_begin("demo")};
	struct requires_package package = {0};
	const struct learn learn = {.policy = &policy,
		.tags = &tags,
		.tools = "/nonexistent",
		.reader = "none",
		.known = known};

	project_add_entry(&release.meant,
		json_pack("{s:s, s:s, s:b, s:{s:s}}", "filename", "demo-1.0-py3-none-any.whl",
			"url", url, "core-metadata", 1, "hashes", "sha256", "ab"));
	_cleanup_json_ json_t *found = learn_requires(&learn, &release, 1, &package);
	_cleanup_(text_free) struct text text = json_canonical(found);

	assert_string_equal(package.name, "demo");
	requires_free(&package);
	project_free(&release.meant);
	return text_take(&text);
}

static void from_the_index(void **state)
{
	(void)state;
	struct unit_server server =
		unit_server_with(ANSWER("200 OK", "Metadata-Version: 2.1\nRequires-Dist: "
						  "b>=1\nRequires-Dist: c\n\nRequires-Dist: d\n"));
	_cleanup_free_ char *url = xprintf("%s/demo.whl", server.url), *found = learned(url, NULL);

	assert_string_equal(found, "{\"ab\":[\"b>=1\",\"c\"]}");
	assert_non_null(strstr(server.requests, ".metadata HTTP/1.1"));
	unit_stop(&server);
}

static void what_nobody_says(void **state)
{
	(void)state;
	struct unit_server server =
		unit_server_with(ANSWER("200 OK", "Requires-Dist: >=1\n"), ANSWER("403 No", ""));

	_cleanup_free_ char *url = xprintf("%s/demo.whl", server.url);

	for (int i = 0; i < 2; i++) {
		_cleanup_free_ char *found = learned(url, NULL);

		assert_string_equal(found, "{}");
	}
	unit_stop(&server);
}

static void from_earlier(void **state)
{
	(void)state;
	_cleanup_json_ json_t *known = json_pack("{s:[s]}", "ab", "x==1");
	_cleanup_free_ char *found = learned("http://127.0.0.1:1/", known);

	assert_string_equal(found, "{\"ab\":[\"x==1\"]}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(from_the_index),
		cmocka_unit_test(what_nobody_says),
		cmocka_unit_test(from_earlier),
	};
	return run_unit(tests);
}
