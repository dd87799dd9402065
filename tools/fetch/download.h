/* SPDX-License-Identifier: MIT */
/* download.h: many transfers at once, in a few threads and over few connections (libcurl's multi
 * interface).
 *
 * A transfer has one or more URLs of the same content. They are tried in turn; one that answers
 * that it does not have the content (404 and its like), or has other content, is not asked again.
 * When all that are left have failed, there is a pause, longer each time and never shorter than a
 * Retry-After, and the next round. What arrives goes to a receiver. Bodies are passed on as they
 * were sent: no Content-Encoding is undone, except where the receiver asks for it.
 *
 * Proxies, ~/.netrc (or the file $NETRC), and the CA bundle in CURL_CA_BUNDLE or SSL_CERT_FILE are
 * taken from the environment. Redirects are followed to http and https only. */
#ifndef FETCH_DOWNLOAD_H
#define FETCH_DOWNLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/die.h"
#include "lib/text.h"

struct download_options {
	unsigned jobs;    /* transfers at once */
	unsigned retries; /* further rounds over the URLs of a transfer */
	unsigned timeout; /* s; the longest wait for a connection, and at less than 1 KiB/s */
	bool offline;     /* no socket is opened: only file URLs are good */
};

/* What a user gets who asks for nothing else. */
#define DOWNLOAD_DEFAULTS                               \
	{                                               \
		.jobs = 16, .retries = 3, .timeout = 30 \
	}

/* What is said of a file that could only be downloaded, when offline. */
#define DOWNLOAD_OFFLINE                                                       \
	"not in the store, and nothing may be downloaded (PYLOCK_OFFLINE=1): " \
	"run once without it, or unpack a bundle that has it (make setup BUNDLE=FILE)"

/* The options --jobs, --retries, --timeout and --offline of a program that downloads: its usage
 * text, its table for getopt_long (whose values for them are 'j', 'r', 't' and 'o'), and what takes
 * one with its value.
 */
#define DOWNLOAD_USAGE                                                                             \
	"  --jobs N           transfers at once (16)\n"                                            \
	"  --retries N        how often to try again after a failure (3)\n"                        \
	"  --timeout SECONDS  longest wait for a connection, or with almost nothing coming (30)\n" \
	"  --offline          open no socket: what would have to be downloaded is an error\n"
#define DOWNLOAD_GETOPT                                                               \
	{"jobs", 1, NULL, 'j'}, {"retries", 1, NULL, 'r'}, {"timeout", 1, NULL, 't'}, \
	{                                                                             \
		"offline", 0, NULL, 'o'                                               \
	}
void download_option(struct download_options *options, int option, const char *value);

/* A length that is not known. */
#define DOWNLOAD_UNKNOWN UINT64_MAX

struct response {
	uint64_t offset;      /* where in the content the body begins: 0, or what was asked for */
	uint64_t total;       /* length of the whole content, or DOWNLOAD_UNKNOWN */
	const char *type;     /* Content-Type, or "" */
	const char *encoding; /* Content-Encoding, or "" */
	const char *url;      /* after redirects; with the user and password, so not for messages */
	long status;          /* of HTTP; 0 for a file URL */
	const char *etag, *cache_control, *range; /* these headers (Content-Range), or "" */
};

/* Why an attempt at a URL failed. */
enum download_failure {
	DOWNLOAD_AGAIN,   /* it may be better the next time */
	DOWNLOAD_RESTART, /* at once again, this time from the first byte */
	DOWNLOAD_BROKEN,  /* no use to ask this URL again */
	DOWNLOAD_NO,      /* the same, and it is an answer, not an accident */
};

/* What is known of an attempt that failed. */
struct download_cause {
	long status;       /* of HTTP; 0 when none came */
	int code;          /* libcurl's, where no status is to blame */
	const char *words; /* libcurl's, or the system's, for that */
	const char
		*said; /* by the server, of credentials (RFC 6750): with a colon before it, or "" */
	bool credentials; /* some were sent */
	intmax_t wait;    /* s; how long the server wants to be left alone, when that is too long */
};

enum download_start {
	DOWNLOAD_GO,
	DOWNLOAD_LATER, /* ask again in a moment */
	DOWNLOAD_NEEDLESS,
};

struct transfer;

/* Called back while download_all runs: for one transfer by one thread at a time, for several by
 * several. The functions that return bool say whether all is well; before one returns false, it has
 * called transfer_fail.
 */
struct receiver {
	/* Before each attempt; may set transfer->offset, from where on the content is wanted (else
	 * it is 0). May be NULL. */
	enum download_start (*start)(struct transfer *transfer);

	/* A successful answer begins. */
	bool (*begin)(struct transfer *transfer, const struct response *response);

	/* Bytes of the body, in order; never called for a HEAD request. May be NULL then. */
	bool (*body)(struct transfer *transfer, const void *bytes, size_t length);

	/* The body is complete, as far as the protocol tells. */
	bool (*end)(struct transfer *transfer);

	/* The attempt failed for CAUSE: says why in words of its own, which the caller frees, or
	 * NULL for download's; may change *FAILURE. May be NULL. */
	char *(*explain)(struct transfer *transfer, const struct download_cause *cause,
		enum download_failure *failure);

	/* The attempt, at whatever point, did not succeed. May be NULL. */
	void (*failed)(struct transfer *transfer);

	/* It is over: transfer->status says how. May be NULL. */
	void (*done)(struct transfer *transfer);
};

struct transfer_url;

struct transfer {
	/* The caller's. */
	const char *const *urls;
	size_t url_count;
	const struct receiver *receiver;
	const char *accept; /* the Accept header's value, or NULL for any */
	bool compressed;    /* gzip in transit is welcome, and undone */
	bool head;          /* only the header is wanted */
	bool answers;       /* 304, 404 and 410 are answers too: end is called, after no begin */
	const char *etag;   /* the page that is there already: If-None-Match; or NULL */
	const char *range;  /* the Range header's value; begin judges what comes; or NULL */
	uint64_t offset;    /* see start; moved on by the body's bytes */
	bool from_start;    /* set for start: what came before is not to be continued */
	const struct download_options
		*options; /* its own retries and timeout; NULL: those of download_all */

	/* The result: EXIT_YES; EXIT_NO when every URL has answered no; EXIT_SYSTEM. */
	enum exit_status status;
	struct text reason; /* why not, for each URL; freed by transfer_free */
	long answer;        /* the status of HTTP that ended it */

	/* Private to download.c and urlrounds.c. */
	struct transfer_url *states; /* what became of each URL */
	size_t current;              /* the URL whose turn it is */
	unsigned round;
	uint64_t mark; /* how far it had come when it last made enough progress to begin a new count
			* of rounds
			*/
	int64_t pause; /* ms; what the servers of this round want */
	int64_t not_before;
	struct attempt *attempt; /* httprequest.c; NULL between attempts */
	struct transfer *next;   /* in a queue */
};

/* Says why the attempt fails. A URL in the text belongs through url_shown. */
void transfer_fail(struct transfer *transfer, enum download_failure failure, const char *format,
	...) __attribute__((format(printf, 3, 4)));

/* The URL of the attempt, fit to be shown; owned by TRANSFER. */
const char *transfer_url(const struct transfer *transfer);

void transfer_free(struct transfer *transfer);

/* Makes all transfers. TICK (may be NULL) is called with DATA several times a second, by the
 * caller's thread. Dies only when the machine fails. */
void download_all(struct transfer **transfers, size_t count, const struct download_options *options,
	void (*tick)(void *data), void *data);

/* The same for transfers that come one by one: they begin when they are added, in threads of their
 * own, and share connections. OPTIONS has to live as long. */
struct downloads *downloads_begin(const struct download_options *options);
void downloads_add(struct downloads *downloads, struct transfer *transfer);

/* Waits for all of them, and frees. */
void downloads_end(struct downloads *downloads);

#endif
