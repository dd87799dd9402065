/* SPDX-License-Identifier: MIT */
/* exchange.h: one request to a server and its answer, the whole of it (RFC 9110), with what
 * registries say in header lines (OCI distribution-spec 1.1). */
#ifndef PUBLISH_EXCHANGE_H
#define PUBLISH_EXCHANGE_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/text.h"
#include "publish/challenge.h"

/* What a request sends: LENGTH bytes, at BYTES or, when that is NULL, in FD from OFFSET on. */
struct exchange_body {
	const char *type;  /* Content-Type, or NULL */
	const char *range; /* Content-Range, or NULL */
	const void *bytes;
	int fd;
	uint64_t offset, length;
	/* Called with the LENGTH of what went out, negative for what has to go once more; or NULL.
	 */
	void (*sent)(void *data, int64_t length);
	void *data;
};

struct exchange {
	const char *method, *url;  /* http or https, absolute */
	const char *accept;        /* or NULL */
	const char *authorization; /* a header line, or NULL; a redirect to another server, port or
				      scheme does not get it */
	const struct exchange_body *body; /* or NULL */
	size_t limit;  /* bytes of the answer that are kept; a longer one is no answer */
	bool insecure; /* redirects to http, and certificates that nobody vouches for */
};

struct answer {
	long status;    /* of HTTP; 0: there was no answer */
	bool no_tls;    /* there was none, since the server does not speak TLS */
	bool untrusted; /* or since nobody vouches for its certificate */
	bool again;     /* it may go better another time */
	int64_t pause;  /* ms, that the server wants to be left alone */
	char *location; /* absolute, or NULL; of a server with TLS only with TLS */
	uint64_t has;   /* bytes of an upload that it has, by Range: 0-<last>; 0 without one */
	uint64_t chunk; /* the least that it takes at once, by OCI-Chunk-Min-Length; 0 likewise */
	bool subject;   /* it knows the manifest that was put as one that refers to another, by
			   OCI-Subject */
	struct challenge challenge;
	struct text body;
	char *reason; /* in words, when the status is no success: what is outside may have written
			 them */
};

/* Makes the exchange over EASY, whose connections are used again. Dies without memory. */
struct answer exchange_make(CURL *easy, const struct exchange *exchange);

void answer_free(struct answer *answer); /* for _cleanup_ */

bool answer_is_good(const struct answer *answer); /* 2xx */

#endif
