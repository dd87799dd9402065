/* SPDX-License-Identifier: MIT */
/* pinindex: which file of a pin is looked at, at which index it is, and what is said of it. */
#include "unit.h"

#include "analyze/pinindex.h"
#include "lib/cleanup.h"
#include "pins.h"
#include "scratch.h"
#include "server.h"

#define ANSWER(status, body) \
	"HTTP/1.1 " status "\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n" body
#define PAGE(links) ANSWER("200 OK", links)
#define MISSING ANSWER("404 Not Found", "")
#define METADATA ANSWER("200 OK", "Metadata-Version: 2.1\nName: demo\nRequires-Dist: b\n\n")
#define LINK(filename, fields) \
	"<a data-dist-info-metadata=true " fields " href='" filename "'>x</a>"
#define OLD LINK("demo-1.0-py3-none-any.whl", "")
#define NEW LINK("demo-2.0-py3-none-any.whl", "")
#define PRE LINK("demo-3.0b1-py3-none-any.whl", "")
#define ARM LINK("demo-1.0-cp311-cp311-manylinux_2_17_aarch64.whl", "")

static const struct target target = {
	.python_major = 3, .python_minor = 11, .arch = "x86_64", .libc_major = 2, .libc_minor = 36};

static void add_all(struct text *out, const struct stringlist *list)
{
	for (size_t i = 0; i < list->count; i++)
		text_printf(out, "|%s", list->items[i]);
}

/* What is known of the pin LINE when an index gives the ANSWERS, of which the first are for it, and
 * an extra one for the file gives EXTRA, when that is not NULL: how many requirements, the reason
 * and so on. */
static char *known_of(const char *line, size_t count, const char *const *answers, const char *extra)
{
	struct unit_server server = unit_serve(count, answers);
	struct unit_server other = unit_server_with(extra ? extra : "", METADATA);
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_free_ char *text = xprintf("{\"indexes\": {\"default\": {\"url\": \"%s\", "
					    "\"retries\": 0, \"timeout\": 5}}}",
		server.url);
	_cleanup_(policy_free) struct policy policy =
		policy_read(scratch_write(&scratch, "p.json", text));
	_cleanup_(tags_free) struct tags tags = tags_for(&target);
	const struct pinindex index = {.policy = &policy,
		.tags = &tags,
		.python = "3.11.2",
		.reader = {"/nonexistent", "p.json"}};
	_cleanup_(pinfile_free) struct pinfile file =
		pins_make((const struct pins_row[]){{line, NULL, NULL}, {NULL, NULL, NULL}});
	struct text found = {0};

	if (extra)
		stringlist_add(&file.extra_indexes, xstrdup(other.url));
	pinindex_look_up(&index, &file);
	text_printf(&found, "%zu %s%s", file.pins[0].count,
		file.pins[0].reason ? file.pins[0].reason : "-",
		file.pins[0].only_by_name ? " only by name" : "");
	add_all(&found, &file.notes);
	for (size_t i = 0; i < file.variables.count; i++)
		text_printf(&found, "|%.*s", (int)strcspn(file.variables.items[i], "/"),
			file.variables.items[i]);
	unit_stop(&server);
	unit_stop(&other);
	return text_take(&found);
}

#define assert_known(wanted, line, ...)                                                     \
	do {                                                                                \
		const char *const _answers[] = {__VA_ARGS__};                               \
		_cleanup_free_ char *_known =                                               \
			known_of(line, sizeof _answers / sizeof *_answers, _answers, NULL); \
		assert_string_equal(_known, wanted);                                        \
	} while (0)

static void files(void **state)
{
	(void)state;
	assert_known("1 -", "demo==1.0", PAGE(OLD NEW), METADATA);
	assert_known("1 -", "demo==1", PAGE(NEW OLD PRE), METADATA);
	assert_known("1 has no file for the target", "demo==1.0", PAGE(ARM NEW), METADATA);
	assert_known("1 -", "demo==1.0", PAGE(ARM OLD), METADATA);
	assert_known("1 wants Python <3", "demo==1.0",
		PAGE(LINK("demo-1.0-py3-none-any.whl", "data-requires-python='&lt;3'") NEW),
		METADATA);
	assert_known("0 not at the index|f:1: demo==1.0: not at the index: is it the name of "
		     "another?",
		"demo==1.0", MISSING);
	assert_known("0 not at the index|f:1: demo==1.0: not at the index: is it the name of "
		     "another?",
		"demo==1.0", PAGE(NEW));
}

static void only_by_name(void **state)
{
	(void)state;
	assert_known("1 - only by name", "demo==3.0b1", PAGE(PRE OLD), METADATA);
	assert_known("1 -", "demo==3.0b1", PAGE(PRE), METADATA);
	assert_known("1 - only by name", "demo==1.0",
		PAGE(LINK("demo-1.0-py3-none-any.whl", "data-yanked") NEW), METADATA);
	assert_known(
		"1 -", "demo", PAGE(LINK("demo-1.0-py3-none-any.whl", "data-yanked")), METADATA);
}

static void unknown_requirements(void **state)
{
	(void)state;
	assert_known("0 -|f:1: demo==1.0: what it requires is not known: its metadata holds what "
		     "no requirement may",
		"demo==1.0", PAGE(OLD),
		ANSWER("200 OK",
			"Metadata-Version: 2.1\nName: demo\nRequires-Dist: c\xc3\xa9\n\n"));
}

static void extra_indexes(void **state)
{
	(void)state;
	static const char *const missing[] = {MISSING}, *const found[] = {PAGE(OLD), METADATA};
	_cleanup_free_ char *there = known_of("demo==1.0", 1, missing, PAGE(OLD));
	_cleanup_free_ char *needless = known_of("demo==1.0", 2, found, PAGE(OLD));

	assert_string_equal(there, "1 -|PYLOCK_INDEXES := default extra|PYLOCK_INDEX_URL.extra := "
				   "http:|PYLOCK_INDEX.demo := extra");
	assert_string_equal(
		needless, "1 -|PYLOCK_INDEXES := default extra|PYLOCK_INDEX_URL.extra := http:");
}

static void an_index_that_fails(void **state)
{
	(void)state;
	static const char *const broken[] = {ANSWER("500 Broken", "")};
	static const char *const refused[] = {ANSWER("403 No", "")};

	assert_dies(EXIT_SYSTEM, "HTTP status 500", known_of("demo==1.0", 1, broken, NULL));
	assert_dies(EXIT_NO, "HTTP status 403", known_of("demo==1.0", 1, refused, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files),
		cmocka_unit_test(only_by_name),
		cmocka_unit_test(unknown_requirements),
		cmocka_unit_test(extra_indexes),
		cmocka_unit_test(an_index_that_fails),
	};
	return run_unit(tests);
}
