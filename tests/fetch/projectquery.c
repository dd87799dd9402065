/* SPDX-License-Identifier: MIT */
/* projectquery: what indexes answer, and the words for why they do not. */
#include "unit.h"

#include <curl/curl.h>

#include "fetch/projectquery.h"
#include "lib/cleanup.h"
#include "server.h"

#define ANSWER(status, fields, body) \
	"HTTP/1.1 " status "\r\nConnection: close\r\n" fields "\r\n" body
#define PAGE                                                                               \
	ANSWER("200 OK", "Content-Type: text/html\r\nETag: \"e\"\r\nCache-Control: x\r\n", \
		"<a href=demo-1.tar.gz>")

static struct project_query ask(const char *url, const char *mirror, const char *etag)
{
	struct project_query query = {
		.index = "a-b", .name = "demo", .limits = {.jobs = 1, .timeout = 5}, .etag = etag};

	stringlist_add(&query.urls, xprintf("%s/demo/", url));
	if (mirror)
		stringlist_add(&query.urls, xprintf("%s/demo/", mirror));
	return query;
}

static void make(struct project_query *query)
{
	struct transfer *transfers[] = {&query->transfer};

	query_begin(query);
	download_all(transfers, 1, &query->limits, NULL, NULL);
}

static void a_page(void **state)
{
	(void)state;
	struct unit_server server = unit_server_with(PAGE);
	_cleanup_(query_free) struct project_query query = ask(server.url, NULL, NULL);

	make(&query);
	assert_int_equal(query.result, QUERY_FOUND);
	assert_int_equal(query.project.count, 1);
	assert_string_equal(query.new_etag, "\"e\"");
	assert_string_equal(query.cache_control, "x");
	assert_non_null(strstr(server.requests, "Accept: application/vnd.pypi.simple.v1+json"));
	assert_null(strstr(server.requests, "If-None-Match"));
	unit_stop(&server);
}

static void answers_without_a_page(void **state)
{
	(void)state;
	struct unit_server server = unit_server_with(ANSWER("304 Not Modified", "", ""),
		ANSWER("404 Not Found", "Content-Length: 1\r\n", "x"), ANSWER("410 Gone", "", ""));
	struct unit_server mirror = unit_server_with(PAGE);
	static const enum query_result results[] = {QUERY_UNCHANGED, QUERY_MISSING, QUERY_MISSING};

	for (size_t i = 0; i < 3; i++) {
		_cleanup_(query_free) struct project_query query =
			ask(server.url, mirror.url, i ? NULL : "\"e\"");

		make(&query);
		assert_int_equal(query.result, results[i]);
	}
	assert_non_null(strstr(server.requests, "If-None-Match: \"e\""));
	assert_string_equal(mirror.requests, "");
	unit_stop(&server);
	unit_stop(&mirror);
}

static void a_mirror_answers(void **state)
{
	(void)state;
	struct unit_server server = unit_server_with(ANSWER("503 Busy", "", ""));
	struct unit_server mirror = unit_server_with(PAGE);
	_cleanup_(query_free) struct project_query query = ask(server.url, mirror.url, NULL);

	make(&query);
	assert_int_equal(query.result, QUERY_FOUND);
	unit_stop(&server);
	unit_stop(&mirror);
}

static void failures(void **state)
{
	(void)state;
	static const struct {
		const char *answer, *words;
		bool refused;
	} cases[] = {
		{ANSWER("401 No", "WWW-Authenticate: Bearer error_description=\"too old\"\r\n", ""),
			"it wants credentials (HTTP status 401: too old): put `machine 127.0.0.1 "
			"login … password …` into "
			"~/.netrc, or set PYLOCK_INDEX_A_B_USERNAME and _PASSWORD",
			true},
		{ANSWER("429 Slow", "", ""), "HTTP status 429, too many requests", false},
		{ANSWER("429 Slow", "Retry-After: 100\r\n", ""),
			"HTTP status 429, too many requests, and it wants to be asked again in 100 "
			"s only",
			false},
		{ANSWER("400 No", "", ""), "HTTP status 400", true},
		{ANSWER("200 OK", "Content-Type: text/plain\r\n", "x"),
			"not an index's page but text/plain", true},
		{"garbage\r\n\r\n", "cannot be reached: ", false},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct unit_server server = unit_server_with(cases[i].answer);
		_cleanup_(query_free) struct project_query query = ask(server.url, NULL, NULL);
		_cleanup_free_ char *wanted =
			xprintf("index 'a-b': %s/demo/: %s", server.url, cases[i].words);

		make(&query);
		assert_int_equal(query.result, QUERY_FAILED);
		assert_true(starts_with(query.failure, wanted));
		assert_int_equal(query.refused, cases[i].refused);
		unit_stop(&server);
	}
}

/* --- words for causes that no server of a test makes ------------------------------ */

/* Within an attempt, which alone has a URL that can be shown. */
static char *explain_causes(struct transfer *transfer, const struct download_cause *real,
	enum download_failure *failure)
{
	static const struct {
		struct download_cause cause;
		enum download_failure failure;
		unsigned round;
		const char *words;
		enum download_failure judged;
	} cases[] = {
		{{.status = 403, .said = ": expired", .credentials = true}, DOWNLOAD_NO, 0,
			"it refuses the credentials for 127.0.0.1 (HTTP status 403: expired): are "
			"they right, and not expired?",
			DOWNLOAD_NO},
		{{.status = 403, .said = ""}, DOWNLOAD_NO, 0,
			"it wants credentials (HTTP status 403): put `machine 127.0.0.1 login … "
			"password …` into ~/.netrc, or set PYLOCK_INDEX_A_B_USERNAME and _PASSWORD",
			DOWNLOAD_NO},
		{{.code = CURLE_PEER_FAILED_VERIFICATION, .words = "certificate has expired"},
			DOWNLOAD_AGAIN, 2, "its certificate has expired", DOWNLOAD_NO},
		{{.code = CURLE_SSL_CACERT_BADFILE, .words = "no such file"}, DOWNLOAD_AGAIN, 0,
			"its certificate is not trusted (no such file); set SSL_CERT_FILE if it "
			"has "
			"a CA of its own",
			DOWNLOAD_NO},
		{{.code = CURLE_OPERATION_TIMEDOUT, .words = "slow"}, DOWNLOAD_AGAIN, 0,
			"no answer within 5 s (PYLOCK_INDEX_TIMEOUT.a-b)", DOWNLOAD_AGAIN},
		{{.code = CURLE_OPERATION_TIMEDOUT, .words = "slow"}, DOWNLOAD_AGAIN, 1,
			"no answer within 5 s (PYLOCK_INDEX_TIMEOUT.a-b)", DOWNLOAD_AGAIN},
		{{.code = CURLE_OPERATION_TIMEDOUT, .words = "slow"}, DOWNLOAD_AGAIN, 2,
			"no answer within 5 s (PYLOCK_INDEX_TIMEOUT.a-b) (tried 3 times)",
			DOWNLOAD_AGAIN},
		{{.status = 503}, DOWNLOAD_AGAIN, 2, "HTTP status 503 (tried 3 times)",
			DOWNLOAD_AGAIN},
		{{.status = 503, .wait = 900}, DOWNLOAD_NO, 2,
			"HTTP status 503, and it wants to be asked again in 900 s only",
			DOWNLOAD_NO},
		{{.code = CURLE_COULDNT_CONNECT, .words = "refused"}, DOWNLOAD_BROKEN, 2,
			"cannot be reached: refused", DOWNLOAD_BROKEN},
		/* libcurl's words say it. */
		{{.code = CURLE_TOO_MANY_REDIRECTS, .words = "many"}, DOWNLOAD_AGAIN, 2, NULL,
			DOWNLOAD_AGAIN},
	};
	const struct download_options limits = {.retries = 2, .timeout = 5};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct transfer at = *transfer;
		enum download_failure judged = cases[i].failure;

		at.round = cases[i].round;
		_cleanup_free_ char *words =
			query_explain(&at, "a-b", &limits, &cases[i].cause, &judged);

		if (cases[i].words)
			assert_string_equal(words, cases[i].words);
		else
			assert_null(words);
		assert_int_equal(judged, cases[i].judged);
	}
	assert_int_equal(real->status, 500);
	*failure = DOWNLOAD_NO;
	return xstrdup("explained");
}

static void causes(void **state)
{
	(void)state;
	static const struct receiver receiver = {.explain = explain_causes};
	struct unit_server server = unit_server_with(ANSWER("500 Broken", "", ""));
	const char *urls[] = {server.url};
	struct download_options options = {.jobs = 1, .timeout = 5};
	struct transfer transfer = {
		.urls = urls, .url_count = 1, .receiver = &receiver, .options = &options};
	struct transfer *transfers[] = {&transfer};

	download_all(transfers, 1, &options, NULL, NULL);
	assert_int_equal(transfer.status, EXIT_NO);
	assert_non_null(strstr(text_string(&transfer.reason), "explained"));
	transfer_free(&transfer);
	unit_stop(&server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page),
		cmocka_unit_test(answers_without_a_page),
		cmocka_unit_test(a_mirror_answers),
		cmocka_unit_test(failures),
		cmocka_unit_test(causes),
	};
	return run_unit(tests);
}
