/* SPDX-License-Identifier: MIT */
/* release: the files that an index and its mirrors have of a release. */
#include "unit.h"

#include "pages.h"
#include "resolve/release.h"
#include "scratch.h"
#include "server.h"

#define ANSWER(status, body) \
	"HTTP/1.1 " status "\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n" body
#define WHEEL "demo-1.0-py3-none-any.whl"

static const struct target target = {
	.python_major = 3, .python_minor = 11, .arch = "x86_64", .libc_major = 2, .libc_minor = 36};

/* Loads demo 1.0 from an index with the page and a mirror with another, and prints its files. */
static char *load(const char *page, const char *other, enum exit_status wanted)
{
	struct unit_server server = unit_server_with(page), mirror = unit_server_with(other, other);
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_free_ char *text = xprintf(
		"{\"indexes\": {\"default\": {\"url\": \"%s\", \"retries\": 0, \"timeout\": 5, "
		"\"mirrors\": [\"%s\"]}}}",
		server.url, mirror.url);
	_cleanup_(policy_free) struct policy policy =
		policy_read(scratch_write(&scratch, "p.json", text));
	_cleanup_(tags_free) struct tags tags = tags_for(&target);
	const struct release_target whom = {.name = "t",
		.python = "3.11.2",
		.tags = &tags,
		.limited = true,
		.limit = 1700000000000000};
	struct resolved_release resolved = {.name = "demo", .version = "1.0"};
	struct release release = release_begin(&resolved, &policy);
	struct text found = {0};

	assert_int_equal(releases_load(&release, 1, &whom), wanted);
	for (size_t i = 0; i < release.files.count; i++)
		text_printf(&found, "%s %s\n", release.files.files[i]->filename,
			release.files.files[i]->source);
	release_free(&release);
	unit_stop(&server);
	unit_stop(&mirror);
	return found.length ? text_take(&found) : xstrdup("");
}

static void assert_loads(const char *page, const char *other, const char *wanted)
{
	_cleanup_free_ char *found = load(page, other, EXIT_YES);

	assert_string_equal(found, wanted);
}

static void files(void **state)
{
	(void)state;
	assert_loads(ANSWER("200 OK",
			     "<a href='" WHEEL "#sha256=aa'><a href=demo-1.0+cu1-py3-none-any.whl>"
			     "<a href=demo-1.1.tar.gz><a href=demo-1.0.tar.gz "
			     "data-requires-python='&gt;3.11.2'>"
			     "<a href=demo-1.0.zip data-upload-time=2030-01-01>"),
		ANSWER("404 Not Found", ""),
		WHEEL " default\ndemo-1.0+cu1-py3-none-any.whl default\n");
	assert_loads(ANSWER("200 OK", "<a href='" WHEEL "#sha256=aa'>"),
		ANSWER("200 OK", "<a href='" WHEEL "#sha256=bb'><a href='" WHEEL
				 "#sha256=aa'><a href='" WHEEL "'>"
				 "<a href='demo-1.0.tar.gz#sha256=cc'>"),
		WHEEL " default\n" WHEEL " default (mirror 1)\n");
	assert_loads(ANSWER("200 OK", "<a href='" WHEEL
				      "' data-yanked><a href=demo-1.0+a.tar.gz data-yanked>"),
		ANSWER("404 Not Found", ""), WHEEL " default\n");
}

static void none(void **state)
{
	(void)state;
	_cleanup_free_ char *missing =
		load(ANSWER("404 Not Found", ""), ANSWER("404 Not Found", ""), EXIT_NO);
	_cleanup_free_ char *refused = load(ANSWER("401 No", ""), ANSWER("401 No", ""), EXIT_NO);
	_cleanup_free_ char *broken =
		load(ANSWER("503 Busy", ""), ANSWER("503 Busy", ""), EXIT_SYSTEM);

	assert_string_equal(missing, "");
	assert_string_equal(refused, "");
	assert_string_equal(broken, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files),
		cmocka_unit_test(none),
	};
	return run_unit(tests);
}
