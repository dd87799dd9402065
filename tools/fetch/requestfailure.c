/* SPDX-License-Identifier: MIT */
#include "fetch/requestfailure.h"

#include <stdio.h>
#include <string.h>

enum download_failure requestfailure_of_code(CURLcode code)
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

enum download_failure requestfailure_of_status(long status, bool part)
{
	if (status == 416 && part)
		return DOWNLOAD_RESTART;
	if (status >= 500 || status == 408 || status == 425 || status == 429)
		return DOWNLOAD_AGAIN;
	return status >= 400 && status != 407 ? DOWNLOAD_NO : DOWNLOAD_BROKEN;
}

void requestfailure_words(CURL *easy, char words[static REQUESTFAILURE_WORDS])
{
	static const char name[] = "error_description=\"";
	struct curl_header *header;

	*words = '\0';
	for (size_t i = 0; !*words && curl_easy_header(easy, "WWW-Authenticate", i, CURLH_HEADER,
					      -1, &header) == CURLHE_OK;
		i++) {
		const char *said = strstr(header->value, name);

		if (said)
			snprintf(words, REQUESTFAILURE_WORDS, ": %.*s",
				(int)strcspn(said + strlen(name), "\""), said + strlen(name));
	}
}
