/* SPDX-License-Identifier: MIT */
/* page: both forms of an index's page. tests/fetch/locate.t compares whole pages with what pip
 * finds in them.
 */
#include "unit.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fetch/page.h"
#include "lib/cleanup.h"

#define HASH "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define JSON "application/vnd.pypi.simple.v1+json"
#define HTML "text/html"

struct reading {
	struct page page;
	struct text found;
};

static void note(void *data, const struct page_link *link)
{
	struct reading *reading = data;
	_cleanup_free_ char *url = page_resolve(&reading->page, link);

	text_printf(&reading->found, "%s %s %.4s %jd\n", link->filename, url ? url : "-",
		link->digest.hex, link->size == PAGE_UNKNOWN ? -1 : (intmax_t)link->size);
}

/* What is found on a page at http://x/simple/n/, given in pieces of STEP bytes; or what is wrong
 * with it. */
static char *read_page(const char *type, const char *text, size_t step)
{
	struct reading reading = {0};
	size_t length = strlen(text);
	bool good = page_begin(&reading.page, type, "http://x/simple/n/", note, &reading);

	for (size_t i = 0; i < length && good; i += step)
		good = page_add(&reading.page, text + i, length - i < step ? length - i : step);
	good = good && page_end(&reading.page);
	char *result = good ? text_take(&reading.found) : xstrdup(reading.page.error);

	text_free(&reading.found);
	page_free(&reading.page);
	page_free(&reading.page);
	return result;
}

static void assert_page(const char *type, const char *text, const char *wanted)
{
	for (size_t step = 1; step < 100; step += 49) {
		_cleanup_free_ char *found = read_page(type, text, step);

		assert_string_equal(found, wanted);
	}
}

static void *read_at_once(void *barrier)
{
	pthread_barrier_wait(barrier);
	return read_page(HTML, "<a href='a.whl'>", 100);
}

static void first_pages_in_threads(void)
{
	pthread_barrier_t barrier;
	pthread_t threads[4];
	int failed = 0;

	alarm(20);
	pthread_barrier_init(&barrier, NULL, 4);
	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, read_at_once, &barrier);
	for (int i = 0; i < 4; i++) {
		_cleanup_free_ void *found = NULL;

		pthread_join(threads[i], &found);
		failed |= strcmp(found, "a.whl http://x/simple/n/a.whl  -1\n") != 0;
	}
	_exit(failed);
}

/* The parser sets itself up with its first page, which several threads may have at the same moment.
 * The first test: the processes that it forks have not read any yet. */
static void threads(void **state)
{
	(void)state;
	for (int i = 0; i < 200; i++) {
		pid_t child = fork();
		int status;

		if (!child)
			first_pages_in_threads();
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(status, 0);
	}
}

static void links(void **state)
{
	(void)state;
	assert_page(HTML, "<a href='../../f/a%2Bb.whl#sha256=" HASH "' data-x='>=3'>x</a>",
		"a+b.whl http://x/f/a%2Bb.whl aaaa -1\n");
	assert_page(HTML,
		"<!doctype html><html><body><A HREF=a.whl?q#md5=1>x<a "
		"href=\"http&#x3a;//y/b&amp;c.whl\">",
		"a.whl http://x/simple/n/a.whl?q  -1\nb&c.whl http://y/b&c.whl  -1\n");
	assert_page(HTML,
		"<base href='http://y/z/'><base href='/no/'><a href='b.whl#egg=b&amp;sha256=" HASH
		"&x'>",
		"b.whl http://y/z/b.whl aaaa -1\n");
	assert_page(HTML,
		"<!-- <a href='a.whl'> --><a name='b.whl'><a href='c/'><script>'<a "
		"href=d>'</script>",
		"");
	assert_page(HTML, "<a href='a.whl#sha256=abc'><a href='mailto:b.whl'>",
		"a.whl http://x/simple/n/a.whl  -1\nmailto:b.whl -  -1\n");
	assert_page("", "<a href=a.whl>", "a.whl http://x/simple/n/a.whl  -1\n");
}

static void files(void **state)
{
	(void)state;
	assert_page(JSON, "{\"files\": []}", "");
	assert_page("application/json; charset=x",
		"{\"meta\": {\"api-version\": \"1.4\"}, \"files\": [{\"filename\": \"a.whl\", "
		"\"url\": "
		"\"/a.whl\", "
		"\"hashes\": {\"sha256\": \"" HASH
		"\"}, \"size\": 5}, {\"filename\": \"b.whl\", \"url\": "
		"\"file:///b\", \"hashes\": {\"sha256\": 7}, \"size\": -1}]}",
		"a.whl http://x/a.whl aaaa 5\nb.whl -  -1\n");
}

static void pages_that_are_none(void **state)
{
	(void)state;
	assert_page("text/plain", "x", "not an index's page but text/plain");
	assert_page("text/htmlx", "x", "not an index's page but text/htmlx");
	assert_page(JSON, "<html>", "not a JSON object");
	assert_page(JSON, "{\"files\": [{}]}", "lists a file without name or URL");
	assert_page(JSON, "{\"meta\": {}}", "lists no files");
	assert_page(JSON, "{\"files\": [7]}", "lists a file without name or URL");
	assert_page(JSON, "{\"meta\": {\"api-version\": \"2.0\"}}",
		"follows version 2.0 of the simple API, not 1");
	assert_page(HTML, "<meta name='pypi:repository-version' content='12'>",
		"follows version 12 of the simple API, not 1");
	assert_page(HTML, "<meta name='pypi:repository-version' content='1.9'>", "");
}

static void hostile_html(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text text = {0};

	for (int i = 0; i < 1000; i++)
		text_add_string(&text, "<i>");
	_cleanup_free_ char *deep = read_page(HTML, text_string(&text), 4096);

	assert_string_equal(deep, "nests its elements too deeply");
	text_clear(&text);
	text_add_string(&text, "<a href='");
	for (int i = 0; i < 200000; i++)
		text_add_string(&text, "xxxxxxxxxx");
	_cleanup_free_ char *wide = read_page(HTML, text_string(&text), 4096);

	assert_string_equal(wide, "has more than 1 MiB between two tags");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threads),
		cmocka_unit_test(links),
		cmocka_unit_test(files),
		cmocka_unit_test(pages_that_are_none),
		cmocka_unit_test(hostile_html),
	};
	return run_unit(tests);
}
