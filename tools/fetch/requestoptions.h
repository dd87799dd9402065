/* SPDX-License-Identifier: MIT */
/* requestoptions.h: what libcurl is told of a request: its URL, its header lines, whom it trusts,
 * whose credentials it sends, and how long it waits. */
#ifndef FETCH_REQUESTOPTIONS_H
#define FETCH_REQUESTOPTIONS_H

#include <curl/curl.h>

#include "fetch/download.h"

/* Makes EASY a request for the URL that is TRANSFER's turn, for its content from byte FROM on (0:
 * all of it), that gives up after TIMEOUT s without a connection or almost nothing coming. What
 * becomes of the answer is not set. Returns the header lines; libcurl uses them as long as it uses
 * EASY, and then the caller frees them with curl_slist_free_all. Dies without memory. */
struct curl_slist *requestoptions_set(
	CURL *easy, const struct transfer *transfer, uint64_t from, unsigned timeout);

/* Tells servers what EASY belongs to, and EASY whom to trust: the command line tool's variables,
 * CURL_CA_BUNDLE and SSL_CERT_FILE, which the library alone does not know. */
void requestoptions_identify(CURL *easy);

/* Bounds what EASY does for URL: it gives up after TIMEOUT s without a connection or almost nothing
 * going either way, and follows few redirects, none from https to http unless INSECURE. */
void requestoptions_bound(CURL *easy, const char *url, bool insecure, unsigned timeout);

#endif
