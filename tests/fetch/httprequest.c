/* SPDX-License-Identifier: MIT */
/* httprequest: what one answer of a server means. */
#include "unit.h"

#include "fetch/httprequest.h"
#include "lib/cleanup.h"
#include "server.h"

#define CLOSE "Connection: close\r\n"

/* What the receiver was told. */
struct story {
	struct transfer transfer;
	struct text text;
};

static struct text *text_of(struct transfer *transfer)
{
	return &((struct story *)transfer)->text;
}

static bool begin(struct transfer *transfer, const struct response *response)
{
	text_printf(text_of(transfer), "begin %jd of %jd [%s] [%s]; ", (intmax_t)response->offset,
		response->total == DOWNLOAD_UNKNOWN ? -1 : (intmax_t)response->total,
		response->type, response->encoding);
	return true;
}

static bool body(struct transfer *transfer, const void *bytes, size_t length)
{
	text_add(text_of(transfer), bytes, length);
	if (!memchr(bytes, '!', length))
		return true;
	transfer_fail(transfer, DOWNLOAD_BROKEN, "refused at %s", transfer_url(transfer));
	return false;
}

static bool end(struct transfer *transfer)
{
	text_add_string(text_of(transfer), "; end");
	return true;
}

static void failed(struct transfer *transfer)
{
	text_add_string(text_of(transfer), "; failed");
}

/* Makes one attempt at URL, wanting the content from OFFSET on, and checks the story and the
 * outcome's words.
 */
static void try_url(const char *url, uint64_t offset, const char *story, const char *reason,
	int failure, int64_t pause)
{
	static const struct receiver receiver = {
		.begin = begin, .body = body, .end = end, .failed = failed};
	struct story told = {
		.transfer = {
			.urls = &url, .url_count = 1, .receiver = &receiver, .offset = offset}};
	CURLM *multi = curl_multi_init();
	CURLMsg *message = NULL;
	int running = 1;

	httprequest_begin(&told.transfer, multi, 2);
	while (running) {
		curl_multi_poll(multi, NULL, 0, 100, NULL);
		curl_multi_perform(multi, &running);
	}
	message = curl_multi_info_read(multi, &running);
	assert_non_null(message);
	assert_ptr_equal(httprequest_transfer(message->easy_handle), &told.transfer);
	struct outcome outcome = httprequest_end(&told.transfer, message->data.result);

	assert_string_equal(text_string(&told.text), story);
	assert_int_equal(outcome.good, !reason);
	if (reason && !strstr(outcome.reason, reason))
		fail_msg("'%s' is not in '%s'", reason, outcome.reason);
	if (reason)
		assert_int_equal(outcome.failure, failure);
	assert_int_equal(outcome.pause, pause);
	free(outcome.reason);
	text_free(&told.text);
	curl_multi_cleanup(multi);
}

static void try_answer(const char *answer, uint64_t offset, const char *story, const char *reason,
	int failure, int64_t pause)
{
	struct unit_server server = unit_serve(1, &answer);

	try_url(server.url, offset, story, reason, failure, pause);
	if (offset) {
		_cleanup_free_ char *range = xprintf("Range: bytes=%ju-\r\n", (uintmax_t)offset);

		assert_non_null(strstr(server.requests, range));
	}
	unit_stop(&server);
}

static void good_answers(void **state)
{
	(void)state;
	try_answer("HTTP/1.1 200 OK\r\n" CLOSE
		   "Content-Length: 5\r\nContent-Type: a/b\r\n\r\nhello",
		0, "begin 0 of 5 [a/b] []; hello; end", NULL, 0, 0);
	try_answer(
		"HTTP/1.0 200 OK\r\n\r\nhello", 0, "begin 0 of -1 [] []; hello; end", NULL, 0, 0);
	try_answer("HTTP/1.1 200 OK\r\n" CLOSE "Content-Length: 0\r\n\r\n", 0,
		"begin 0 of 0 [] []; ; end", NULL, 0, 0);
	try_answer("HTTP/1.1 200 OK\r\n" CLOSE
		   "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nab",
		0, "begin 0 of 2 [] [gzip]; ab; end", NULL, 0, 0);
	try_answer("HTTP/1.1 200 OK\r\n" CLOSE
		   "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
		0, "begin 0 of -1 [] []; ab; end", NULL, 0, 0);
	try_url("file:///dev/null", 7, "begin 0 of 0 [] []; ; end", NULL, 0, 0);
}

/* RFC 9110, 14.4 and 15.3.7 */
static void ranges(void **state)
{
	(void)state;
	const char *other = "sends another part of the file than was asked for";

	try_answer("HTTP/1.1 206 P\r\n" CLOSE
		   "Content-Range: bytes 3-4/5\r\nContent-Length: 2\r\n\r\nlo",
		3, "begin 3 of 5 [] []; lo; end", NULL, 0, 0);
	try_answer("HTTP/1.1 206 P\r\n" CLOSE
		   "Content-Range: bytes 3-4/*\r\nContent-Length: 2\r\n\r\nlo",
		3, "begin 3 of -1 [] []; lo; end", NULL, 0, 0);
	try_answer("HTTP/1.1 200 OK\r\n" CLOSE "Content-Length: 5\r\n\r\nhello", 3,
		"begin 0 of 5 [] []; hello; end", NULL, 0, 0);
	static const char *const wrong[] = {"bytes 2-4/5", "bytes 3-4/4", "bytes 4-3/5",
		"bytes */5", "bytes 3-4", "items 3-4/5", "bytes 99999999999999999999-4/5",
		"bytes 3-4/99999999999999999999", "bytes 3-4/-1", "bytes 3--1/5", "bytes +3-4/5",
		"bytes 3-4/ 5", "bytes 3-4/5 6", ""};

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		_cleanup_free_ char *answer =
			xprintf("HTTP/1.1 206 P\r\n" CLOSE
				"Content-Range: %s\r\nContent-Length: 2\r\n\r\nlo",
				wrong[i]);

		try_answer(answer, 3, "; failed", other, DOWNLOAD_RESTART, 0);
	}
	try_answer("HTTP/1.1 206 P\r\n" CLOSE
		   "Content-Range: bytes 0-1/5\r\nContent-Length: 2\r\n\r\nhe",
		0, "; failed", other, DOWNLOAD_BROKEN, 0);
	try_answer("HTTP/1.1 416 R\r\n" CLOSE "Content-Length: 0\r\n\r\n", 3, "; failed", "416",
		DOWNLOAD_RESTART, 0);
	try_answer("HTTP/1.1 416 R\r\n" CLOSE "Content-Length: 0\r\n\r\n", 0, "; failed", "416",
		DOWNLOAD_NO, 0);
}

static void failures(void **state)
{
	(void)state;
	static const struct {
		const char *status;
		int failure;
	} statuses[] = {{"404", DOWNLOAD_NO}, {"403", DOWNLOAD_NO}, {"401", DOWNLOAD_NO},
		{"451", DOWNLOAD_NO}, {"407", DOWNLOAD_BROKEN}, {"304", DOWNLOAD_BROKEN},
		{"204", DOWNLOAD_BROKEN}, {"408", DOWNLOAD_AGAIN}, {"429", DOWNLOAD_AGAIN},
		{"500", DOWNLOAD_AGAIN}, {"503", DOWNLOAD_AGAIN}};

	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
		_cleanup_free_ char *answer = xprintf(
			"HTTP/1.1 %s X\r\n" CLOSE "Content-Length: 0\r\n\r\n", statuses[i].status);

		try_answer(answer, 0, "; failed", statuses[i].status, statuses[i].failure, 0);
	}
	try_answer("HTTP/1.1 429 X\r\n" CLOSE "Retry-After: 7\r\nContent-Length: 0\r\n\r\n", 0,
		"; failed", "429", DOWNLOAD_AGAIN, 7000);
	try_answer("HTTP/1.1 429 X\r\n" CLOSE "Retry-After: 61\r\nContent-Length: 0\r\n\r\n", 0,
		"; failed", "wants to be asked again in 61 s", DOWNLOAD_BROKEN, 60000);
	try_answer("HTTP/1.1 404 X\r\n" CLOSE "Content-Length: 3\r\n\r\nabc", 0, "; failed", "404",
		DOWNLOAD_NO, 0);
	try_answer("HTTP/1.1 200 OK\r\n" CLOSE "Content-Length: 5\r\n\r\nhe", 0,
		"begin 0 of 5 [] []; he; failed", "3 bytes remaining", DOWNLOAD_AGAIN, 0);
	try_answer("HTTP/1.1 200 OK\r\n" CLOSE "Content-Length: 2\r\n\r\n!x", 0,
		"begin 0 of 2 [] []; !x; failed", "/: refused at http", DOWNLOAD_BROKEN, 0);
	try_answer("", 0, "; failed", "Empty reply", DOWNLOAD_AGAIN, 0);
	try_url("file:///nowhere/at/all", 0, "; failed", "open file", DOWNLOAD_NO, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_answers),
		cmocka_unit_test(ranges),
		cmocka_unit_test(failures),
	};
	return run_unit(tests);
}
