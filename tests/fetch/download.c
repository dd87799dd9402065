/* SPDX-License-Identifier: MIT */
/* download: URLs in turn, rounds, pauses, and how it ends. */
#include "unit.h"

#include <time.h>

#include "fetch/download.h"
#include "lib/cleanup.h"
#include "server.h"

#define OK(body) "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" body
#define STATUS(status) "HTTP/1.1 " status "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

/* A transfer into memory. */
struct memory {
	struct transfer transfer;
	struct text text;
	int begun, failed, done;
	int later; /* how often start says so */
};

static enum download_start start(struct transfer *transfer)
{
	struct memory *memory = (struct memory *)transfer;

	return memory->later-- > 0 ? DOWNLOAD_LATER : DOWNLOAD_GO;
}

static bool begin(struct transfer *transfer, const struct response *response)
{
	(void)response;
	((struct memory *)transfer)->begun++;
	text_clear(&((struct memory *)transfer)->text);
	return true;
}

static bool body(struct transfer *transfer, const void *bytes, size_t length)
{
	text_add(&((struct memory *)transfer)->text, bytes, length);
	return true;
}

static bool end(struct transfer *transfer)
{
	(void)transfer;
	return true;
}

static void failed(struct transfer *transfer)
{
	((struct memory *)transfer)->failed++;
}

static void done(struct transfer *transfer)
{
	((struct memory *)transfer)->done++;
}

static const struct receiver receiver = {
	.start = start, .begin = begin, .body = body, .end = end, .failed = failed, .done = done};

static double seconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Downloads what is at the URLs; the caller frees with forget. */
static struct memory get(const char *const *urls, size_t count, unsigned retries)
{
	struct memory memory = {
		.transfer = {.urls = urls, .url_count = count, .receiver = &receiver}};
	struct transfer *transfer = &memory.transfer;
	const struct download_options options = {.jobs = 2, .retries = retries, .timeout = 2};

	download_all(&transfer, 1, &options, NULL, NULL);
	assert_int_equal(memory.done, 1);
	return memory;
}

static void forget(struct memory *memory)
{
	transfer_free(&memory->transfer);
	text_free(&memory->text);
}

static void a_url_that_has_it(void **state)
{
	(void)state;
	struct unit_server server = unit_server_with(OK("hello"));
	const char *url = server.url;
	struct memory memory = get(&url, 1, 0);

	assert_int_equal(memory.transfer.status, EXIT_YES);
	assert_string_equal(text_string(&memory.text), "hello");
	assert_int_equal(memory.failed, 0);
	assert_non_null(strstr(server.requests, "User-Agent: pylock.mk "));
	assert_non_null(strstr(server.requests, "Accept-Encoding: identity\r\n"));
	assert_null(strstr(server.requests, "Range:"));
	forget(&memory);
	unit_stop(&server);
}

static void an_answer_is_final_and_an_accident_is_not(void **state)
{
	(void)state;
	struct unit_server missing = unit_server_with(STATUS("404 Not Found"), OK("late"));
	struct unit_server busy = unit_server_with(STATUS("503 Busy"), OK("there"));
	const char *urls[] = {missing.url, busy.url};
	struct memory memory = get(urls, 2, 1);

	assert_int_equal(memory.transfer.status, EXIT_YES);
	assert_string_equal(text_string(&memory.text), "there");
	assert_int_equal(memory.failed, 2);
	assert_int_equal(memory.begun, 1);
	assert_null(strstr(missing.requests + 4, "GET"));
	forget(&memory);
	unit_stop(&missing);
	unit_stop(&busy);
}

static void the_next_url_waits_for_nothing(void **state)
{
	(void)state;
	struct unit_server busy =
		unit_server_with("HTTP/1.1 429 No\r\nRetry-After: 50\r\nContent-Length: 0\r\n\r\n");
	struct unit_server good = unit_server_with(OK("x"));
	const char *urls[] = {busy.url, good.url};
	double before = seconds();
	struct memory memory = get(urls, 2, 1);

	assert_int_equal(memory.transfer.status, EXIT_YES);
	assert_true(seconds() - before < 20);
	forget(&memory);
	unit_stop(&busy);
	unit_stop(&good);
}

static void retry_after_is_obeyed(void **state)
{
	(void)state;
	struct unit_server busy =
		unit_server_with("HTTP/1.1 503 No\r\nRetry-After: 2\r\nContent-Length: "
				 "0\r\nConnection: close\r\n\r\n",
			OK("x"));
	const char *url = busy.url;
	double before = seconds();
	struct memory memory = get(&url, 1, 1);

	assert_int_equal(memory.transfer.status, EXIT_YES);
	assert_true(seconds() - before >= 2);
	forget(&memory);
	unit_stop(&busy);
}

static void every_url_has_its_say(void **state)
{
	(void)state;
	struct unit_server a = unit_server_with(STATUS("404 Not Found")),
			   b = unit_server_with(STATUS("410 Gone"));
	struct unit_server c = unit_server_with(STATUS("500 Oh"));
	const char *urls[] = {a.url, b.url, c.url};
	struct memory memory = get(urls, 2, 3);
	_cleanup_free_ char *wanted =
		xprintf("%s/: HTTP status 404; %s/: HTTP status 410", urls[0], urls[1]);

	assert_int_equal(memory.transfer.status, EXIT_NO);
	assert_string_equal(text_string(&memory.transfer.reason), wanted);
	forget(&memory);
	unit_stop(&a);
	a = unit_server_with(STATUS("404 Not Found"));
	urls[1] = a.url;
	memory = get(urls + 1, 2, 0);
	assert_int_equal(memory.transfer.status, EXIT_SYSTEM);
	forget(&memory);
	unit_stop(&a);
	unit_stop(&b);
	unit_stop(&c);
}

static void what_is_no_url_is_not_guessed(void **state)
{
	(void)state;
	const char *url = "none:";
	struct memory memory = get(&url, 1, 3);

	assert_int_equal(memory.transfer.status, EXIT_NO);
	assert_non_null(
		strstr(text_string(&memory.transfer.reason), "not an http, https or file URL"));
	forget(&memory);
}

static void a_start_may_be_put_off(void **state)
{
	(void)state;
	struct unit_server server = unit_server_with(OK("x"), OK("y"));
	const char *url = server.url;
	struct memory memories[2] = {{.later = 2}};
	struct transfer *transfers[2] = {&memories[0].transfer, &memories[1].transfer};
	const struct download_options options = {.jobs = 1, .timeout = 2};

	for (size_t i = 0; i < 2; i++) {
		memories[i].transfer.urls = &url;
		memories[i].transfer.url_count = 1;
		memories[i].transfer.receiver = &receiver;
	}
	download_all(transfers, 2, &options, NULL, NULL);
	assert_string_equal(text_string(&memories[0].text), "y");
	assert_string_equal(text_string(&memories[1].text), "x");
	forget(&memories[0]);
	forget(&memories[1]);
	unit_stop(&server);
}

static void options_are_checked(void **state)
{
	(void)state;
	struct download_options options = {0};

	download_option(&options, 'j', "64");
	download_option(&options, 'r', "0");
	download_option(&options, 't', "3600");
	assert_int_equal(options.jobs, 64);
	assert_int_equal(options.retries, 0);
	assert_int_equal(options.timeout, 3600);
	assert_dies(EXIT_USAGE, "--jobs: 65 is not between 1 and 64",
		download_option(&options, 'j', "65"));
	assert_dies(EXIT_USAGE, "--timeout: 0 is not", download_option(&options, 't', "0"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_url_that_has_it),
		cmocka_unit_test(an_answer_is_final_and_an_accident_is_not),
		cmocka_unit_test(the_next_url_waits_for_nothing),
		cmocka_unit_test(retry_after_is_obeyed),
		cmocka_unit_test(every_url_has_its_say),
		cmocka_unit_test(what_is_no_url_is_not_guessed),
		cmocka_unit_test(a_start_may_be_put_off),
		cmocka_unit_test(options_are_checked),
	};
	return run_unit(tests);
}
