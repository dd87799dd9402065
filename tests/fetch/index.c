/* SPDX-License-Identifier: MIT */
/* index: which link of a page is the wanted file. */
#include "unit.h"

#include "fetch/index.h"
#include "lib/cleanup.h"
#include "server.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define PAGE(links) "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n" links
#define LINK(url, hash) "<a href='" url "#sha256=" hash "'>x</a>"
#define FAILURE "HTTP/1.1 500 Oh\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

/* Looks FILE up on the page that ANSWERS hold. */
static enum exit_status find(struct index_file *file, size_t count, const char *const *answers)
{
	struct unit_server server = unit_serve(count, answers);
	const char *urls[] = {server.url};
	struct index_query query = {.alias = "default",
		.name = "n",
		.urls = urls,
		.url_count = 1,
		.files = &file,
		.file_count = 1};
	const struct download_options options = {
		.jobs = 1, .retries = (unsigned)count - 1, .timeout = 2};
	enum exit_status status = index_find(&query, 1, &options);

	if (status == EXIT_YES)
		assert_non_null(
			strstr(server.requests, "Accept: application/vnd.pypi.simple.v1+json, "));
	unit_stop(&server);
	return status;
}

static struct index_file wanted(const char *version, const char *filename)
{
	return (struct index_file){.version = version, .filename = filename, .digest = {A}};
}

#define assert_found(path, ...)                                                                  \
	do {                                                                                     \
		struct index_file file = wanted("1", "n-1.tar.gz");                              \
		assert_int_equal(                                                                \
			find(&file, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *), \
				(const char *const[]){__VA_ARGS__}),                             \
			EXIT_YES);                                                               \
		assert_non_null(file.url);                                                       \
		assert_string_equal(strchr(file.url + 7, '/'), path);                            \
		free(file.url);                                                                  \
	} while (0)

static void takes_the_link_with_the_hash(void **state)
{
	(void)state;
	assert_found("/a/n-1.tar.gz", PAGE(LINK("/a/n-1.tar.gz", A)));
	assert_found("/a/n-1.tar.gz", PAGE(LINK("/b/n-1.tar.gz", B) LINK("/a/n-1.tar.gz", A)));
	assert_found("/a/n-1.tar.gz", PAGE(LINK("/a/n-1.tar.gz", A) LINK("/b/n-1.tar.gz", B)));
	assert_found(
		"/a/n-1.tar.gz", PAGE("<a href='/c/n-1.tar.gz'>x</a>" LINK("/a/n-1.tar.gz", A)));
	assert_found(
		"/a/n-1.tar.gz", PAGE(LINK("/a/n-1.tar.gz", A) "<a href='/c/n-1.tar.gz'>x</a>"));
	assert_found("/c/n-1.tar.gz", PAGE("<a href='/c/n-1.tar.gz'>x</a>"));
	assert_found("/c/n-1.tar.gz", PAGE("<a href='/c/n-1.tar.gz#md5=0'>x</a>"));
}

static void forgets_what_a_broken_page_said(void **state)
{
	(void)state;
	assert_found("/a/n-1.tar.gz", FAILURE, PAGE(LINK("/a/n-1.tar.gz", A)));
	assert_found("/a/n-1.tar.gz",
		"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n"
		"{\"files\": [{\"filename\": \"n-1.tar.gz\", \"url\": \"/b/n-1.tar.gz\", "
		"\"hashes\": {}}, ",
		PAGE(LINK("/a/n-1.tar.gz", A)));
}

#define assert_not_found(status, message, version, filename, ...)                       \
	do {                                                                            \
		struct index_file file = wanted(version, filename);                     \
		assert_dies(status, message,                                            \
			exit((int)find(&file, 1, (const char *const[]){__VA_ARGS__}))); \
	} while (0)

static void says_what_is_there_instead(void **state)
{
	(void)state;
	assert_not_found(EXIT_NO,
		"n: n-1.tar.gz: locked with sha256 " A ", but index 'default' (http://127.0.0.1:",
		"1", "n-1.tar.gz", PAGE(LINK("n-1.tar.gz", B)));
	assert_not_found(EXIT_NO, ", which has no files of it\n", "1", "n-1.tar.gz",
		PAGE("<a href='x.whl'>"));
	assert_not_found(EXIT_NO, ", which has no version 1; the last on its page: 3, 2.0\n", "1",
		"n-1.tar.gz",
		PAGE("<a href='n-2.0.tar.gz'><a href='n-3-py3-none-any.whl'><a "
		     "href='n-3.tar.gz'>"));
	/* PEP 440: 1.0 is 1 */
	assert_not_found(EXIT_NO, ", which has n-1.0-py3-none-any.whl\n", "1", "n-1.tar.gz",
		PAGE("<a href='n-1.0-py3-none-any.whl'><a href='n-2.tar.gz'>"));
	assert_not_found(EXIT_NO, "n: not at index 'default' (http://127.0.0.1:", "1", "n-1.tar.gz",
		"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
	assert_not_found(
		EXIT_SYSTEM, "n: index 'default': http://127.0.0.1:", "1", "n-1.tar.gz", FAILURE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_the_link_with_the_hash),
		cmocka_unit_test(forgets_what_a_broken_page_said),
		cmocka_unit_test(says_what_is_there_instead),
	};
	return run_unit(tests);
}
