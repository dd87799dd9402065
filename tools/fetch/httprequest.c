/* SPDX-License-Identifier: MIT */
#include "fetch/httprequest.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/url.h"

enum {
	BUFFER = 256 << 10, /* bytes that libcurl reads at once */
	MAX_REDIRECTS = 10,
	MAX_ERROR_BODY =
		256 << 10, /* read and forgotten, so that the connection can be used again */
	MAX_PAUSE = 60,    /* s */
	MIN_SPEED = 1024,  /* bytes/s */
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
	uint64_t last;
	int used = 0;

	if (sscanf(value, "bytes %" SCNu64 "-%" SCNu64 "/%n", &response->offset, &last, &used) <
			2 ||
		!used || last < response->offset)
		return false;
	if (strcmp(value + used, "*") == 0)
		return true;
	return sscanf(value + used, "%" SCNu64, &response->total) == 1 && response->total > last;
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

static void add_header(struct attempt *attempt, const char *line)
{
	struct curl_slist *longer = curl_slist_append(attempt->headers, line);

	if (!longer)
		die(EXIT_SYSTEM, "out of memory");
	attempt->headers = longer;
}

static void set_headers(CURL *easy, const struct transfer *transfer)
{
	struct attempt *attempt = transfer->attempt;
	_cleanup_free_ char *agent =
		xprintf("pylock.mk libcurl/%s", curl_version_info(CURLVERSION_NOW)->version);
	_cleanup_free_ char *accept =
		xprintf("Accept: %s", transfer->accept ? transfer->accept : "*/*");

	add_header(attempt, accept);
	if (transfer->compressed)
		curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
	else
		add_header(attempt, "Accept-Encoding: identity");
	if (transfer->etag) {
		_cleanup_free_ char *known = xprintf("If-None-Match: %s", transfer->etag);

		add_header(attempt, known);
	}
	if (transfer->range) {
		_cleanup_free_ char *range = xprintf("Range: %s", transfer->range);

		add_header(attempt, range);
	}
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, attempt->headers);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, agent);
	if (attempt->from) {
		_cleanup_free_ char *range = xprintf("%" PRIu64 "-", attempt->from);

		curl_easy_setopt(easy, CURLOPT_RANGE, range);
	}
}

/* The command line tool's variables; the library alone does not know them. */
static void set_trust(CURL *easy)
{
	const char *bundle = getenv("CURL_CA_BUNDLE");

	if (!bundle || !*bundle)
		bundle = getenv("SSL_CERT_FILE");
	if (bundle && *bundle)
		curl_easy_setopt(easy, CURLOPT_CAINFO, bundle);
}

/* ~/.netrc, unless $NETRC names another file, as for other tools. */
static void set_credentials(CURL *easy)
{
	const char *netrc = getenv("NETRC");

	curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_OPTIONAL);
	if (netrc && *netrc)
		curl_easy_setopt(easy, CURLOPT_NETRC_FILE, netrc);
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

static void set_options(CURL *easy, struct transfer *transfer, unsigned timeout)
{
	curl_easy_setopt(easy, CURLOPT_URL, transfer->urls[transfer->current]);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->attempt->error);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)BUFFER);
	curl_easy_setopt(easy, CURLOPT_NOBODY, transfer->head ? 1L : 0L);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https,file");
	curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(easy, CURLOPT_MAXREDIRS, (long)MAX_REDIRECTS);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)timeout);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)timeout);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, (long)MIN_SPEED);
	if (transfer->receiver->explain) {
		curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
		curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, watch);
		curl_easy_setopt(easy, CURLOPT_DEBUGDATA, transfer->attempt);
	}
	set_credentials(easy);
	set_trust(easy);
	set_headers(easy, transfer);
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
	set_options(attempt->easy, transfer, timeout);
	if (curl_multi_add_handle(multi, attempt->easy) != CURLM_OK)
		die(EXIT_SYSTEM, "libcurl cannot start a transfer");
}

static enum download_failure failure_of_code(CURLcode code)
{
	switch (code) {
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_URL_MALFORMAT:
	case CURLE_TOO_MANY_REDIRECTS:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CERTPROBLEM:
		return DOWNLOAD_BROKEN;
	case CURLE_FILE_COULDNT_READ_FILE:
		return DOWNLOAD_NO;
	default:
		return DOWNLOAD_AGAIN;
	}
}

static enum download_failure failure_of_status(const struct attempt *attempt, long status)
{
	if (status == 416 && attempt->from)
		return DOWNLOAD_RESTART;
	if (status >= 500 || status == 408 || status == 425 || status == 429)
		return DOWNLOAD_AGAIN;
	return status >= 400 && status != 407 ? DOWNLOAD_NO : DOWNLOAD_BROKEN;
}

/* What the server says of the credentials (RFC 6750), with a colon before it; else "". */
static void explain_refusal(const struct attempt *attempt, char why[static 128])
{
	static const char name[] = "error_description=\"";
	struct curl_header *header;

	*why = '\0';
	for (size_t i = 0; !*why && curl_easy_header(attempt->easy, "WWW-Authenticate", i,
					    CURLH_HEADER, -1, &header) == CURLHE_OK;
		i++) {
		const char *said = strstr(header->value, name);

		if (said)
			snprintf(why, 128, ": %.*s", (int)strcspn(said + strlen(name), "\""),
				said + strlen(name));
	}
}

static void refuse(struct transfer *transfer, long status)
{
	char why[128];

	explain_refusal(transfer->attempt, why);
	transfer_fail(transfer, DOWNLOAD_NO,
		"HTTP status %ld%s: it wants other credentials, see ~/.netrc", status, why);
}

/* Lets the receiver say why the attempt failed. */
static void explain(struct transfer *transfer, long status, CURLcode code, intmax_t wait)
{
	struct attempt *attempt = transfer->attempt;
	long system = 0;
	char said[128], *reason;

	curl_easy_getinfo(attempt->easy, CURLINFO_OS_ERRNO, &system);
	explain_refusal(attempt, said);
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
		transfer_fail(
			transfer, failure_of_status(attempt, status), "HTTP status %ld", status);
	else
		transfer_fail(transfer, failure_of_code(code), "%s",
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
	*pause = wait > MAX_PAUSE ? MAX_PAUSE * 1000 : wait * 1000;
	transfer->answer = status;
	if (is_answer(transfer, status))
		transfer->receiver->end(transfer);
	else if (code != CURLE_OK || !is_good(status))
		fail(transfer, status, code, wait);
	else if (attempt->begun || begin(transfer))
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
