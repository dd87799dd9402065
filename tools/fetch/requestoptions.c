/* SPDX-License-Identifier: MIT */
#include "fetch/requestoptions.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/cleanup.h"

enum {
	BUFFER = 256 << 10, /* bytes that libcurl reads at once */
	MAX_REDIRECTS = 10,
	MIN_SPEED = 1024, /* bytes/s */
};

static void add_header(struct curl_slist **headers, const char *line)
{
	struct curl_slist *longer = curl_slist_append(*headers, line);

	if (!longer)
		die(EXIT_SYSTEM, "out of memory");
	*headers = longer;
}

static struct curl_slist *set_headers(CURL *easy, const struct transfer *transfer, uint64_t from)
{
	struct curl_slist *headers = NULL;
	_cleanup_free_ char *accept =
		xprintf("Accept: %s", transfer->accept ? transfer->accept : "*/*");

	add_header(&headers, accept);
	if (transfer->compressed)
		curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
	else
		add_header(&headers, "Accept-Encoding: identity");
	if (transfer->etag) {
		_cleanup_free_ char *known = xprintf("If-None-Match: %s", transfer->etag);

		add_header(&headers, known);
	}
	if (transfer->range) {
		_cleanup_free_ char *range = xprintf("Range: %s", transfer->range);

		add_header(&headers, range);
	}
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
	if (from) {
		_cleanup_free_ char *range = xprintf("%" PRIu64 "-", from);

		curl_easy_setopt(easy, CURLOPT_RANGE, range);
	}
	return headers;
}

void requestoptions_identify(CURL *easy)
{
	const char *bundle = getenv("CURL_CA_BUNDLE");
	_cleanup_free_ char *agent =
		xprintf("pylock.mk libcurl/%s", curl_version_info(CURLVERSION_NOW)->version);

	curl_easy_setopt(easy, CURLOPT_USERAGENT, agent);
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

void requestoptions_bound(CURL *easy, const char *url, bool insecure, unsigned timeout)
{
	bool secure = !insecure && strncasecmp(url, "https:", strlen("https:")) == 0;

	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(easy, CURLOPT_MAXREDIRS, (long)MAX_REDIRECTS);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)timeout);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)timeout);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, (long)MIN_SPEED);
}

struct curl_slist *requestoptions_set(
	CURL *easy, const struct transfer *transfer, uint64_t from, unsigned timeout)
{
	const char *url = transfer->urls[transfer->current];

	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)BUFFER);
	curl_easy_setopt(easy, CURLOPT_NOBODY, transfer->head ? 1L : 0L);
	curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https,file");
	requestoptions_bound(easy, url, false, timeout);
	set_credentials(easy);
	requestoptions_identify(easy);
	return set_headers(easy, transfer, from);
}
