/* SPDX-License-Identifier: MIT */
/* contentquery: a part of a file, and what is too much. */
#include "unit.h"

#include "fetch/contentquery.h"
#include "lib/cleanup.h"
#include "server.h"

#define ANSWER(status, fields, body) \
	"HTTP/1.1 " status "\r\nConnection: close\r\n" fields "\r\n" body

static void make(struct content_query *query)
{
	struct transfer *transfers[] = {&query->transfer};

	query->index = "default";
	query->limits = (struct download_options){.jobs = 1, .timeout = 5};
	content_begin(query);
	download_all(transfers, 1, &query->limits, NULL, NULL);
}

static void a_part(void **state)
{
	(void)state;
	struct unit_server server = unit_server_with(
		ANSWER("206 Partial Content", "Content-Range: bytes 7-9/10\r\n", "789"));
	_cleanup_(content_free) struct content_query query = {
		.url = server.url, .range = "bytes=-3", .limit = 3};

	make(&query);
	assert_int_equal(query.status, 206);
	assert_string_equal(query.part, "bytes 7-9/10");
	assert_string_equal(text_string(&query.body), "789");
	assert_null(query.failure);
	assert_non_null(strstr(server.requests, "Range: bytes=-3\r\n"));
	unit_stop(&server);
}

static void too_much(void **state)
{
	(void)state;
	struct unit_server server = unit_server_with(ANSWER("200 OK", "", "0123"));
	_cleanup_(content_free) struct content_query query = {.url = server.url, .limit = 3};

	make(&query);
	assert_int_equal(query.status, 0);
	assert_non_null(strstr(query.failure, "larger than 0 MiB"));
	assert_true(query.refused);
	assert_int_equal(query.body.length, 0);
	unit_stop(&server);
}

static void not_there(void **state)
{
	(void)state;
	struct unit_server server = unit_server_with(ANSWER("404 Not Found", "", ""));
	_cleanup_(content_free) struct content_query query = {.url = server.url, .limit = 3};

	make(&query);
	assert_int_equal(query.status, 404);
	assert_null(query.failure);
	unit_stop(&server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_part),
		cmocka_unit_test(too_much),
		cmocka_unit_test(not_there),
	};
	return run_unit(tests);
}
