/* SPDX-License-Identifier: MIT */
/* filerequires: what files require, by metadata beside them or by a program. */
#include "unit.h"

#include "analyze/filerequires.h"
#include "lib/cleanup.h"
#include "scratch.h"
#include "server.h"

#define ANSWER(status, body) "HTTP/1.1 " status "\r\nConnection: close\r\n\r\n" body
#define METADATA(lines) ANSWER("200 OK", "Metadata-Version: 2.1\nName: demo\n" lines "\n")

/* What is asked of the file FILENAME at URL, which has metadata beside it or not. The program that
 * reads files prints READ, or cannot be run when that is NULL. */
static char *asked(const char *filename, const char *url, bool metadata, const char *read)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(policy_free) struct policy policy = policy_read(scratch_write(&scratch, "p.json",
		"{\"indexes\": {\"default\": {\"url\": \"http://h\", \"retries\": 0}}}"));
	_cleanup_(project_free) struct project project = project_begin("demo");
	const struct metadatareader reader = {scratch.path, "p.json"};
	struct text found = {0};

	if (read) {
		_cleanup_free_ char *program = xprintf("#!/bin/sh\nprintf '%%s' '%s'\n", read);

		assert_int_equal(mkdir(scratch_path(&scratch, "bin"), 0755), 0);
		assert_int_equal(
			chmod(scratch_write(&scratch, "bin/filemetadata", program), 0755), 0);
	}
	project_add_entry(&project, json_pack("{s:s, s:s, s:b}", "filename", filename, "url", url,
					    "core-metadata", metadata));
	struct filerequires file = {.index = "default", .file = project.files[0]};

	filerequires_ask(&file, 1, &policy, &reader);
	if (file.unknown)
		text_printf(&found, "unknown: %s", file.unknown);
	for (size_t i = 0; i < file.count; i++) {
		text_add_string(&found, i ? "|" : "");
		requirement_add(&found, &file.requires[i]);
	}
	filerequires_free(&file);
	return found.length ? text_take(&found) : xstrdup("");
}

static void from_the_index(void **state)
{
	(void)state;
	static const struct {
		const char *answer, *wanted;
	} rows[] = {
		{METADATA("Requires-Dist: B [x] >= 1\nRequires-Dist: c; extra == 'D'\n"),
			"b[x]>=1|c; extra == \"d\""},
		{METADATA(""), ""},
		{METADATA("Requires-Dist: >=1\nRequires-Dist: b\n"), "b"},
		{METADATA("Requires-Dist: b\nRequires-Dist: c\xc3\xa9\n"),
			"unknown: its metadata holds what no requirement may"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct unit_server server = unit_server_with(rows[i].answer);
		_cleanup_free_ char *url = xprintf("%s/demo-1.0-py3-none-any.whl", server.url);
		_cleanup_free_ char *found = asked("demo-1.0-py3-none-any.whl", url, true, NULL);

		assert_string_equal(found, rows[i].wanted);
		assert_non_null(strstr(server.requests, "any.whl.metadata HTTP/1.1"));
		unit_stop(&server);
	}
}

static void from_the_file(void **state)
{
	(void)state;
	static const struct {
		const char *answer, *wanted;
	} rows[] = {
		{"[{\"requires\": [\"b>=1\"]}]", "b>=1"},
		{"[{\"requires\": []}]", ""},
		{"[{\"unknown\": \"only a build tells\"}]", "unknown: only a build tells"},
		{"[{\"requires\": [1]}]", "unknown: its metadata holds what no requirement may"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		_cleanup_free_ char *sdist =
			asked("demo-1.0.tar.gz", "http://h/f", false, rows[i].answer);
		_cleanup_free_ char *wheel =
			asked("demo-1.0-py3-none-any.whl", "http://h/f", false, rows[i].answer);

		assert_string_equal(sdist, rows[i].wanted);
		assert_string_equal(wheel, rows[i].wanted);
	}
	assert_dies(EXIT_SYSTEM, "index (default) broke",
		asked("demo-1.0.tar.gz", "http://h/f", false,
			"[{\"unknown\": \"index (default) broke\", \"failed\": 3}]"));
	assert_dies(EXIT_NO, "says no",
		asked("demo-1.0.tar.gz", "http://h/f", false,
			"[{\"unknown\": \"says no\", \"failed\": 1}]"));
}

static void metadata_that_is_not_there(void **state)
{
	(void)state;
	struct unit_server server = unit_server_with(ANSWER("404 Not Found", ""));
	_cleanup_free_ char *url = xprintf("%s/demo-1.0-py3-none-any.whl", server.url);
	_cleanup_free_ char *found =
		asked("demo-1.0-py3-none-any.whl", url, true, "[{\"requires\": [\"b\"]}]");

	assert_string_equal(found, "b");
	unit_stop(&server);
	assert_dies(EXIT_SYSTEM, "cannot be reached",
		asked("demo-1.0-py3-none-any.whl", "http://127.0.0.1:1/f", true, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(from_the_index),
		cmocka_unit_test(from_the_file),
		cmocka_unit_test(metadata_that_is_not_there),
	};
	return run_unit(tests);
}
