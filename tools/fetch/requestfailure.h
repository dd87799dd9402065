/* SPDX-License-Identifier: MIT */
/* requestfailure.h: whether it is of use to ask a URL again, by how a request failed. */
#ifndef FETCH_REQUESTFAILURE_H
#define FETCH_REQUESTFAILURE_H

#include <curl/curl.h>

#include "fetch/download.h"

enum { REQUESTFAILURE_WORDS = 128 };

/* By CODE, where no status is to blame. */
enum download_failure requestfailure_of_code(CURLcode code);

/* By the STATUS of HTTP, which is no success. PART: not the whole content was asked for. */
enum download_failure requestfailure_of_status(long status, bool part);

/* What the server has said to EASY of the credentials (RFC 6750, error_description), with a colon
 * before it and cut where WORDS ends; else "". */
void requestfailure_words(CURL *easy, char words[static REQUESTFAILURE_WORDS]);

#endif
