/* SPDX-License-Identifier: MIT */
#include "fetch/httprequest.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/requestfailure.h"
#include "fetch/requestoptions.h"
#include "lib/cleanup.h"
#include "lib/url.h"

enum {
	MAX_ERROR_BODY =
		256 << 10, /* read and forgotten, so that the connection can be used again */
	MAX_PAUSE = 60,    /* s */
};

struct attempt {
	CURLM *multi;
	CURL *easy;
	struct curl_slist *headers;
	char *shown;       /* the URL, for messages */
	bool begun;        /* the receiver knows of the answer */
	bool credentials;  /* were sent; only known where the receiver explains */
	uint64_t from;     /* the offset that was asked for */
	size_t error_body; /* bytes of it */
	char *reason;      /* set when the receiver, or we, have refused what came */
	enum download_failure failure;
	char error[CURL_ERROR_SIZE];
};

void transfer_fail(
	struct transfer *transfer, enum download_failure failure, const char *format, ...)
{
	struct attempt *attempt = transfer->attempt;
	char *reason = NULL;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&reason, format, arguments) < 0)
		die(EXIT_SYSTEM, "out of memory");
	va_end(arguments);
	free(attempt->reason);
	attempt->reason = reason;
	attempt->failure = failure;
}

const char *transfer_url(const struct transfer *transfer)
{
	return transfer->attempt->shown;
}

struct transfer *httprequest_transfer(CURL *easy)
{
	char *transfer = NULL;

	curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
	return (struct transfer *)(void *)transfer;
}

static long status_of(const struct attempt *attempt)
{
	long status = 0;

	curl_easy_getinfo(attempt->easy, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

/* Whether the status alone says all that the transfer wants to know. */
static bool is_answer(const struct transfer *transfer, long status)
{
	return transfer->answers && (status == 304 || status == 404 || status == 410);
}

/* 0 is what file: URLs have. */
static bool is_good(long status)
{
	return status == 200 || status == 206 || status == 0;
}

static const char *header(const struct attempt *attempt, const char *name)
{
	struct curl_header *found;

	return curl_easy_header(attempt->easy, name, 0, CURLH_HEADER, -1, &found) == CURLHE_OK
		       ? found->value
		       : "";
}

/* Content-Range (RFC 9110, 14.4): where a 206's body begins, and the length of the whole. */
static bool read_range(const char *value, struct response *response)
{
	char first[20], last[20], total[20];
	int used = 0, count = sscanf(value, "bytes %19[0-9]-%19[0-9]/%n%19[0-9]%n", first, last,
			      &used, total, &used);

	if (count < 2 || strcmp(value + used, count == 2 ? "*" : "") != 0)
		return false;
	response->offset = strtoull(first, NULL, 10);
	if (count == 3)
		response->total = strtoull(total, NULL, 10);
	return response->offset <= strtoull(last, NULL, 10) &&
	       strtoull(last, NULL, 10) < response->total;
}

static bool begin(struct transfer *transfer)
{
	struct attempt *attempt = transfer->attempt;
	struct response response = {.total = DOWNLOAD_UNKNOWN};
	curl_off_t length = -1;
	char *url = NULL;

	attempt->begun = true;
	response.type = header(attempt, "Content-Type");
	response.encoding = header(attempt, "Content-Encoding");
	curl_easy_getinfo(attempt->easy, CURLINFO_EFFECTIVE_URL, &url);
	response.url = url ? url : "";
	response.status = status_of(attempt);
	response.etag = header(attempt, "ETag");
	response.cache_control = header(attempt, "Cache-Control");
	response.range = header(attempt, "Content-Range");
	if (response.status == 206 && !transfer->range) {
		if (!read_range(response.range, &response) || response.offset != attempt->from ||
			attempt->from == 0) {
			transfer_fail(transfer, attempt->from ? DOWNLOAD_RESTART : DOWNLOAD_BROKEN,
				"sends another part of the file than was asked for");
			return false;
		}
	} else {
		curl_easy_getinfo(attempt->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
		if (length >= 0)
			response.total = (uint64_t)length;
	}
	transfer->offset = response.offset;
	return transfer->receiver->begin(transfer, &response);
}

static size_t take_body(char *bytes, size_t size, size_t length, void *data)
{
	struct transfer *transfer = data;
	struct attempt *attempt = transfer->attempt;

	(void)size; /* always 1 */
	if (!is_good(status_of(attempt))) {
		attempt->error_body += length;
		return attempt->error_body > MAX_ERROR_BODY ? 0 : length;
	}
	if ((!attempt->begun && !begin(transfer)) ||
		!transfer->receiver->body(transfer, bytes, length))
		return 0;
	transfer->offset += length;
	return length;
}

/* Notes whether the last request had credentials. */
static int watch(CURL *easy, curl_infotype type, char *bytes, size_t length, void *data)
{
	static const char name[] = "\nAuthorization:";
	struct attempt *attempt = data;

	(void)easy;
	if (type == CURLINFO_HEADER_OUT)
		attempt->credentials = memmem(bytes, length, name, strlen(name)) != NULL;
	return 0;
}

/* What becomes of the answer. */
static void set_callbacks(CURL *easy, struct transfer *transfer)
{
	curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->attempt->error);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	if (transfer->receiver->explain) {
		curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
		curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, watch);
		curl_easy_setopt(easy, CURLOPT_DEBUGDATA, transfer->attempt);
	}
}

void httprequest_begin(struct transfer *transfer, CURLM *multi, unsigned timeout)
{
	struct attempt *attempt = xalloc(1, sizeof *attempt);
	const char *url = transfer->urls[transfer->current];

	transfer->attempt = attempt;
	attempt->multi = multi;
	attempt->easy = curl_easy_init();
	attempt->from = url_kind(url) == URL_FILE ? 0 : transfer->offset;
	attempt->shown = url_shown(url);
	if (!attempt->easy)
		die(EXIT_SYSTEM, "out of memory");
	attempt->headers = requestoptions_set(attempt->easy, transfer, attempt->from, timeout);
	set_callbacks(attempt->easy, transfer);
	if (curl_multi_add_handle(multi, attempt->easy) != CURLM_OK)
		die(EXIT_SYSTEM, "libcurl cannot start a transfer");
}

static void refuse(struct transfer *transfer, long status)
{
	char why[REQUESTFAILURE_WORDS];

	requestfailure_words(transfer->attempt->easy, why);
	transfer_fail(transfer, DOWNLOAD_NO,
		"HTTP status %ld%s: it wants other credentials, see ~/.netrc", status, why);
}

/* Lets the receiver say why the attempt failed. */
static void explain(struct transfer *transfer, long status, CURLcode code, intmax_t wait)
{
	struct attempt *attempt = transfer->attempt;
	long system = 0;
	char said[REQUESTFAILURE_WORDS], *reason;

	curl_easy_getinfo(attempt->easy, CURLINFO_OS_ERRNO, &system);
	requestfailure_words(attempt->easy, said);
	const struct download_cause cause = {
		.status = is_good(status) ? 0 : status,
		.code = (int)code,
		.words = system            ? strerror((int)system)
			 : *attempt->error ? attempt->error
					   : curl_easy_strerror(code),
		.said = said,
		.credentials = attempt->credentials,
		.wait = wait > MAX_PAUSE ? wait : 0,
	};

	reason = transfer->receiver->explain(transfer, &cause, &attempt->failure);
	if (reason) {
		free(attempt->reason);
		attempt->reason = reason;
	}
}

static void fail(struct transfer *transfer, long status, CURLcode code, curl_off_t wait)
{
	struct attempt *attempt = transfer->attempt;

	if (!is_good(status) && wait > MAX_PAUSE)
		transfer_fail(transfer, DOWNLOAD_BROKEN,
			"HTTP status %ld, and wants to be asked again in %jd s", status,
			(intmax_t)wait);
	else if (status == 401 || status == 403)
		refuse(transfer, status);
	else if (!is_good(status) && (code == CURLE_OK || status >= 400))
		transfer_fail(transfer, requestfailure_of_status(status, attempt->from > 0),
			"HTTP status %ld", status);
	else
		transfer_fail(transfer, requestfailure_of_code(code), "%s",
			*attempt->error ? attempt->error : curl_easy_strerror(code));
	if (transfer->receiver->explain)
		explain(transfer, status, code, wait);
}

static void judge(struct transfer *transfer, CURLcode code, int64_t *pause)
{
	struct attempt *attempt = transfer->attempt;
	long status = status_of(attempt);
	curl_off_t wait = 0;

	if (attempt->reason)
		return;
	curl_easy_getinfo(attempt->easy, CURLINFO_RETRY_AFTER, &wait);
	*pause = (wait > MAX_PAUSE ? MAX_PAUSE : wait) * 1000;
	transfer->answer = status;
	bool answers = is_answer(transfer, status);

	if (!answers && (code != CURLE_OK || !is_good(status)))
		fail(transfer, status, code, wait);
	else if (answers || attempt->begun || begin(transfer))
		transfer->receiver->end(transfer);
}

struct outcome httprequest_end(struct transfer *transfer, CURLcode code)
{
	struct attempt *attempt = transfer->attempt;
	struct outcome outcome = {0};

	judge(transfer, code, &outcome.pause);
	outcome.good = !attempt->reason;
	if (!outcome.good) {
		outcome.failure = attempt->failure;
		outcome.reason = xprintf("%s: %s", attempt->shown, attempt->reason);
		if (transfer->receiver->failed)
			transfer->receiver->failed(transfer);
	}
	curl_multi_remove_handle(attempt->multi, attempt->easy);
	curl_easy_cleanup(attempt->easy);
	curl_slist_free_all(attempt->headers);
	free(attempt->shown);
	free(attempt->reason);
	free(attempt);
	transfer->attempt = NULL;
	return outcome;
}
