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

/* Whether metadata lies beside the file, and where the program is that reads files: in TOOLS. */
struct source {
	const char *url;
	const char *filename, *tools;
	const json_t *known;
	bool metadata;
};

/* What is learned of the file, as JSON. */
static char *learned_of(struct scratch *scratch, const struct source *source)
{
	_cleanup_(policy_free) struct policy policy = policy_read(scratch_write(scratch, "p.json",
		"{\"indexes\": {\"default\": {\"url\": \"http://h\", \"retries\": 0}}}"));
	_cleanup_(tags_free) struct tags tags = tags_for(&target);
	struct resolved_release resolved = {.name = "demo", .version = "1.0"};
	struct release release = {
		.resolved = &resolved, .index = "default", .meant = project_begin("demo")};
	struct requires_package package = {0};
	const struct learn learn = {
		.policy = &policy, .tags = &tags, .tools = source->tools, .known = source->known};

	project_add_entry(&release.meant,
		json_pack("{s:s, s:s, s:b, s:{s:s}}", "filename", source->filename, "url",
			source->url, "core-metadata", source->metadata, "hashes", "sha256", "ab"));
	_cleanup_json_ json_t *found = learn_requires(&learn, &release, 1, &package);
	_cleanup_(text_free) struct text text = json_canonical(found);

	assert_string_equal(package.name, "demo");
	requires_free(&package);
	project_free(&release.meant);
	return text_take(&text);
}

/* Of a wheel that has metadata. */
static char *learned(const char *url, const json_t *known)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();

	return learned_of(&scratch, &(const struct source){.url = url,
					    .filename = "demo-1.0-py3-none-any.whl",
					    .tools = "/nonexistent",
					    .known = known,
					    .metadata = true});
}

static char *learned_without_program(void)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();

	return learned_of(&scratch, &(const struct source){.url = "http://h/file",
					    .filename = "demo-1.0.tar.gz",
					    .tools = "/nonexistent"});
}

/* Of a file that a program is asked of: it is handed the questions and prints ANSWER. Ends with
 * STATUS. */
static char *learned_by(const char *filename, const char *answer, int status)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *path = scratch_write(&scratch, "answer", answer);
	_cleanup_free_ char *text =
		xprintf("#!/bin/sh\ntest \"$1\" = --policy || exit 9\n"
			"grep -q '\"filename\":\"%s\"' || exit 9\ncat %s\nexit %d\n",
			filename, path, status);

	assert_int_equal(mkdir(scratch_path(&scratch, "bin"), 0755), 0);
	assert_int_equal(chmod(scratch_write(&scratch, "bin/filemetadata", text), 0755), 0);
	return learned_of(&scratch,
		&(const struct source){
			.url = "http://h/file", .filename = filename, .tools = scratch.path});
}

static void from_the_files(void **state)
{
	(void)state;
	static const char *const names[] = {"demo-1.0-py3-none-any.whl", "demo-1.0.tar.gz"};

	for (size_t i = 0; i < 2; i++) {
		_cleanup_free_ char *found =
			learned_by(names[i], "[{\"requires\": [\"b>=1\"]}]", 0);
		_cleanup_free_ char *unknown =
			learned_by(names[i], "[{\"unknown\": \"only a build tells\"}]", 0);

		assert_string_equal(found, "{\"ab\":[\"b>=1\"]}");
		assert_string_equal(unknown, "{}");
	}
}

static void a_bad_reader(void **state)
{
	(void)state;
	static const char *const answers[] = {"[]", "{", "{\"a\": 1}", "[1, 2]", ""};

	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
		assert_dies(EXIT_SYSTEM, "bin/filemetadata: does not answer what it is asked",
			learned_by("demo-1.0.tar.gz", answers[i], 0));
	assert_dies(EXIT_SYSTEM, "bin/filemetadata: failed",
		learned_by("demo-1.0.tar.gz", "[{\"requires\": []}]", 1));
	assert_dies(EXIT_SYSTEM, "/nonexistent/bin/filemetadata: cannot be run",
		learned_without_program());
}

static void from_the_index(void **state)
{
	(void)state;
	struct unit_server server = unit_server_with(ANSWER("200 OK",
		"Metadata-Version: 2.1\nRequires-Dist: "
		"b>=1\nRequires-Dist: >=1\nRequires-Dist: c\n\nRequires-Dist: d\n"));
	_cleanup_free_ char *url = xprintf("%s/demo.whl", server.url), *found = learned(url, NULL);

	assert_string_equal(found, "{\"ab\":[\"b>=1\",\">=1\",\"c\"]}");
	assert_non_null(strstr(server.requests, ".metadata HTTP/1.1"));
	unit_stop(&server);
}

static void what_nobody_says(void **state)
{
	(void)state;
	struct unit_server server = unit_server_with(
		ANSWER("200 OK", "Requires-Dist: \303\244\n"), ANSWER("403 No", ""));

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
		cmocka_unit_test(from_the_files),
		cmocka_unit_test(a_bad_reader),
	};
	return run_unit(tests);
}
