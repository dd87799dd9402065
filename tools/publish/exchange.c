/* SPDX-License-Identifier: MIT */
#include "publish/exchange.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fetch/requestfailure.h"
#include "fetch/requestoptions.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/url.h"

enum {
	BUFFER = 1 << 20,     /* bytes that libcurl reads and sends at once */
	TIMEOUT = 60,         /* s without a connection, or almost nothing going either way */
	MAX_ERROR = 64 << 10, /* bytes of an answer that says what is wrong */
	MAX_WORDS = 200,
	MAX_PAUSE = 60,        /* s */
	MAX_EXPECTATION = 500, /* ms */
};

/* One exchange while it goes on. */
struct course {
	const struct exchange *exchange;
	CURL *easy;
	uint64_t at; /* bytes of the body that were sent */
	struct text body;
	bool too_long;
	char error[CURL_ERROR_SIZE];
};

void answer_free(struct answer *answer)
{
	cleanup_free(&answer->location);
	challenge_free(&answer->challenge);
	text_free(&answer->body);
	cleanup_free(&answer->reason);
}

bool answer_is_good(const struct answer *answer)
{
	return answer->status >= 200 && answer->status < 300;
}

/* --- what is sent and received ------------------------------------------- */

static void tell(const struct exchange_body *body, int64_t length)
{
	if (body->sent)
		body->sent(body->data, length);
}

static size_t give(char *bytes, size_t size, size_t count, void *data)
{
	struct course *course = data;
	const struct exchange_body *body = course->exchange->body;
	uint64_t left = body->length - course->at;
	size_t length = size * count < left ? size * count : (size_t)left;

	if (body->bytes) {
		memcpy(bytes, (const char *)body->bytes + course->at, length);
	} else if (length > 0) {
		ssize_t got = pread(body->fd, bytes, length, (off_t)(body->offset + course->at));

		if (got <= 0)
			return CURL_READFUNC_ABORT;
		length = (size_t)got;
	}
	course->at += length;
	tell(body, (int64_t)length);
	return length;
}

/* A redirect begins the body anew. libcurl would do so, too, after a connection that was closed:
 * but then the server may have some of it. */
static int rewind_to(void *data, curl_off_t offset, int origin)
{
	struct course *course = data;
	long status = 0;

	curl_easy_getinfo(course->easy, CURLINFO_RESPONSE_CODE, &status);
	if (origin != SEEK_SET || offset < 0 || (uint64_t)offset > course->at || status < 300 ||
		status > 399)
		return CURL_SEEKFUNC_FAIL;
	tell(course->exchange->body, offset - (curl_off_t)course->at);
	course->at = (uint64_t)offset;
	return CURL_SEEKFUNC_OK;
}

static size_t take(char *bytes, size_t size, size_t length, void *data)
{
	struct course *course = data;
	size_t limit = course->exchange->limit > MAX_ERROR ? course->exchange->limit : MAX_ERROR;

	(void)size; /* always 1 */
	if (length > limit - course->body.length) {
		course->too_long = true;
		return 0;
	}
	text_add(&course->body, bytes, length);
	return length;
}

/* --- the request --------------------------------------------------------- */

static void add_line(struct curl_slist **lines, const char *name, const char *value)
{
	_cleanup_free_ char *line = xprintf("%s:%s%s", name, *value ? " " : "", value);
	struct curl_slist *longer = curl_slist_append(*lines, line);

	if (!longer)
		die(EXIT_SYSTEM, "out of memory");
	*lines = longer;
}

static struct curl_slist *header_lines(const struct exchange *exchange)
{
	struct curl_slist *lines = NULL;

	add_line(&lines, "Accept", exchange->accept ? exchange->accept : "*/*");
	if (exchange->authorization)
		add_line(&lines, "Authorization", exchange->authorization);
	if (exchange->body) {
		add_line(&lines, "Content-Type",
			exchange->body->type ? exchange->body->type : "application/octet-stream");
		if (exchange->body->range)
			add_line(&lines, "Content-Range", exchange->body->range);
	}
	return lines;
}

static void set_body(CURL *easy, struct course *course)
{
	curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(
		easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)course->exchange->body->length);
	curl_easy_setopt(easy, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(easy, CURLOPT_READDATA, course);
	curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, rewind_to);
	curl_easy_setopt(easy, CURLOPT_SEEKDATA, course);
	curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, (long)BUFFER);
	/* What is refused or redirected need not be sent: a server may say so first. */
	curl_easy_setopt(easy, CURLOPT_EXPECT_100_TIMEOUT_MS, (long)MAX_EXPECTATION);
}

/* Returns the header lines, which the caller frees after the exchange. */
static struct curl_slist *set_options(CURL *easy, struct course *course)
{
	const struct exchange *exchange = course->exchange;
	struct curl_slist *lines = header_lines(exchange);

	curl_easy_reset(easy);
	curl_easy_setopt(easy, CURLOPT_URL, exchange->url);
	if (strcmp(exchange->method, "HEAD") == 0)
		curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
	else if (exchange->body)
		set_body(easy, course);
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, exchange->method);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, lines);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, course);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, course->error);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	requestoptions_bound(easy, exchange->url, exchange->insecure, TIMEOUT);
	if (exchange->insecure) {
		curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
	}
	requestoptions_identify(easy);
	return lines;
}

/* --- the answer ---------------------------------------------------------- */

static const char *header(CURL *easy, const char *name, size_t index)
{
	struct curl_header *found;

	return curl_easy_header(easy, name, index, CURLH_HEADER, -1, &found) == CURLHE_OK
		       ? found->value
		       : NULL;
}

static void read_headers(CURL *easy, const struct exchange *exchange, struct answer *answer)
{
	const char *location = header(easy, "Location", 0), *range = header(easy, "Range", 0);
	const char *chunk = header(easy, "OCI-Chunk-Min-Length", 0), *value;
	_cleanup_free_ char *fragment = NULL;
	curl_off_t wait = 0;
	uintmax_t last;
	char *url = NULL;

	curl_easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &url);
	if (location && url)
		answer->location = url_resolve(url, location, &fragment);
	if (answer->location && !exchange->insecure && starts_with(exchange->url, "https:") &&
		!starts_with(answer->location, "https:"))
		cleanup_free(&answer->location);
	if (range && (sscanf(range, "0-%18ju", &last) == 1 ||
			     sscanf(range, "bytes=0-%18ju", &last) == 1))
		answer->has = last + 1;
	if (chunk && sscanf(chunk, "%18ju", &last) == 1)
		answer->chunk = last;
	answer->subject = header(easy, "OCI-Subject", 0) != NULL;
	for (size_t i = 0; (value = header(easy, "WWW-Authenticate", i)); i++)
		challenge_take(&answer->challenge, value);
	curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &wait);
	answer->pause = (wait > MAX_PAUSE ? MAX_PAUSE : wait) * 1000;
}

/* `CODE: message`, of the errors that distribution-spec 1.1 has; NULL when BODY has none. */
static char *error_words(const struct text *body)
{
	json_error_t error;
	_cleanup_json_ json_t *json = json_loadb(text_string(body), body->length, 0, &error);
	const json_t *first = json_array_get(json_object_get(json, "errors"), 0);
	const char *code = json_string_value(json_object_get(first, "code"));
	const char *message = json_string_value(json_object_get(first, "message"));

	if (!code && !message)
		return NULL;
	return xprintf("%.*s%s%.*s", MAX_WORDS, code ? code : "", code && message ? ": " : "",
		MAX_WORDS, message ? message : "");
}

/* Why there is no answer, or what an answer that is no success says. */
static void explain(struct answer *answer, const struct course *course, CURLcode code)
{
	if (answer->status == 0) {
		answer->no_tls = code == CURLE_SSL_CONNECT_ERROR;
		answer->untrusted = code == CURLE_PEER_FAILED_VERIFICATION;
		answer->again = !course->too_long && !answer->no_tls &&
				requestfailure_of_code(code) == DOWNLOAD_AGAIN;
		answer->reason = course->too_long
					 ? xstrdup("sends more than was to be expected")
					 : xstrdup(*course->error ? course->error
								  : curl_easy_strerror(code));
		return;
	}
	_cleanup_free_ char *words = error_words(&answer->body);

	answer->again = requestfailure_of_status(answer->status, false) == DOWNLOAD_AGAIN;
	answer->reason = words ? xprintf("HTTP status %ld, %s", answer->status, words)
			       : xprintf("HTTP status %ld", answer->status);
}

struct answer exchange_make(CURL *easy, const struct exchange *exchange)
{
	struct course course = {.exchange = exchange, .easy = easy};
	struct curl_slist *lines = set_options(easy, &course);
	CURLcode code = curl_easy_perform(easy);
	struct answer answer = {0};

	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer.status);
	/* A server may refuse a body, and close the connection before it has read all of it. */
	if (code != CURLE_OK && (course.too_long || answer.status < 400))
		answer.status = 0;
	if (answer.status != 0)
		read_headers(easy, exchange, &answer);
	answer.body = course.body;
	if (!answer_is_good(&answer)) {
		explain(&answer, &course, code);
		if (exchange->body)
			tell(exchange->body, -(int64_t)course.at);
	}
	curl_slist_free_all(lines);
	return answer;
}
