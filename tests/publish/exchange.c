/* SPDX-License-Identifier: MIT */
/* exchange: what is sent, and what is taken of an answer. */
#include "unit.h"

#include "lib/cleanup.h"
#include "publish/exchange.h"
#include "server.h"

static int64_t went;

static void count(void *data, int64_t length)
{
	(void)data;
	went += length;
}

static struct answer ask(const struct unit_server *server, struct exchange exchange)
{
	_cleanup_free_ char *url = xprintf("%s/v2/a?b=c", server->url);
	CURL *easy = curl_easy_init();

	exchange.url = url;
	struct answer answer = exchange_make(easy, &exchange);

	curl_easy_cleanup(easy);
	return answer;
}

static void an_answer(void **state)
{
	(void)state;
	struct unit_server server = unit_server_with(
		"HTTP/1.1 202 Accepted\r\nLocation: ../up?x=1\r\nRange: 0-99\r\n"
		"OCI-Chunk-Min-Length: 4096\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
	struct exchange_body body = {
		.type = "text/x", .range = "0-4", .bytes = "bytes", .length = 5, .sent = count};
	_cleanup_(answer_free) struct answer answer =
		ask(&server, (struct exchange){.method = "PATCH",
				     .accept = "a/b",
				     .authorization = "Basic x",
				     .body = &body});
	_cleanup_free_ char *location = xprintf("%s/up?x=1", server.url);

	assert_true(answer_is_good(&answer));
	assert_string_equal(answer.location, location);
	assert_int_equal(answer.has, 100);
	assert_int_equal(answer.chunk, 4096);
	assert_string_equal(text_string(&answer.body), "{}");
	assert_int_equal(went, 5);
	assert_non_null(strstr(server.requests, "PATCH /v2/a?b=c HTTP/1.1\r\n"));
	assert_non_null(strstr(server.requests, "Authorization: Basic x\r\n"));
	assert_non_null(strstr(server.requests, "Content-Range: 0-4\r\n"));
	assert_non_null(strstr(server.requests, "Content-Type: text/x\r\n"));
	assert_non_null(strstr(server.requests, "Accept: a/b\r\n"));
	assert_non_null(strstr(server.requests, "\r\n\r\nbytes"));
	unit_stop(&server);
}

static void what_is_wrong(void **state)
{
	(void)state;
	struct unit_server server = unit_server_with("HTTP/1.1 401 No\r\nWWW-Authenticate: Bearer "
						     "realm=\"r\"\r\nConnection: close\r\n\r\n",
		"HTTP/1.1 429 No\r\nRetry-After: 7\r\nConnection: close\r\n\r\n"
		"{\"errors\": [{\"code\": \"A\", \"message\": \"b\"}]}",
		"HTTP/1.1 200 OK\r\nRange: bytes=0-x\r\nLocation: ftp://x\r\nConnection: "
		"close\r\n\r\n",
		"");
	_cleanup_(answer_free) struct answer challenged =
		ask(&server, (struct exchange){.method = "HEAD"});
	_cleanup_(answer_free) struct answer busy =
		ask(&server, (struct exchange){.method = "GET"});
	_cleanup_(answer_free) struct answer odd = ask(&server, (struct exchange){.method = "GET"});
	_cleanup_(answer_free) struct answer none =
		ask(&server, (struct exchange){.method = "GET"});

	assert_int_equal(challenged.challenge.scheme, CHALLENGE_BEARER);
	assert_false(challenged.again);
	assert_true(busy.again);
	assert_int_equal(busy.pause, 7000);
	assert_string_equal(busy.reason, "HTTP status 429, A: b");
	assert_int_equal(odd.has, 0);
	assert_null(odd.location);
	assert_int_equal(none.status, 0);
	assert_true(none.again);
	unit_stop(&server);
}

static void bodies_are_bounded(void **state)
{
	(void)state;
	_cleanup_free_ char *long_body = xalloc(70001, 1);

	memset(long_body, 'x', 70000);
	_cleanup_free_ char *text =
		xprintf("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n%s", long_body);
	struct unit_server server = unit_server_with(text, text);
	_cleanup_(answer_free) struct answer refused =
		ask(&server, (struct exchange){.method = "GET"});
	_cleanup_(answer_free) struct answer taken =
		ask(&server, (struct exchange){.method = "GET", .limit = 70000});

	assert_int_equal(refused.status, 0);
	assert_false(refused.again);
	assert_int_equal(taken.body.length, 70000);
	unit_stop(&server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer),
		cmocka_unit_test(what_is_wrong),
		cmocka_unit_test(bodies_are_bounded),
	};

	return run_unit(tests);
}
