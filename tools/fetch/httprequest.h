/* SPDX-License-Identifier: MIT */
/* httprequest.h: one request for one URL of a transfer: what download.h makes of libcurl's easy
 * handles. */
#ifndef FETCH_HTTPREQUEST_H
#define FETCH_HTTPREQUEST_H

#include <curl/curl.h>

#include "fetch/download.h"

/* How an attempt ended. */
struct outcome {
	bool good;
	enum download_failure failure; /* these three when it was not good */
	char *reason;                  /* the caller frees */
	int64_t pause;                 /* ms; how long the server wants to be left alone */
};

/* Starts a request for transfer->current within MULTI. The attempt is transfer->attempt until it
 * has ended.
 */
void httprequest_begin(struct transfer *transfer, CURLM *multi, unsigned timeout);

/* After libcurl has said how the request with handle EASY went. Frees the attempt. */
struct outcome httprequest_end(struct transfer *transfer, CURLcode code);

/* The handle's transfer. */
struct transfer *httprequest_transfer(CURL *easy);

#endif
