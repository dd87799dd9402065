/* SPDX-License-Identifier: MIT */
/* contentquery.h: a file that an index names, or a part of it, asked for with the patience of that
 * index. */
#ifndef FETCH_CONTENTQUERY_H
#define FETCH_CONTENTQUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "fetch/download.h"
#include "lib/text.h"

struct content_query {
	/* The caller's; strings have to live as long as the query. */
	const char *index; /* its name, for messages */
	const char *url;
	const char *range; /* the Range header's value, or NULL: the whole file */
	uint64_t limit;    /* bytes; more is a failure */
	struct download_options limits;
	void (*done)(struct content_query *query); /* may be NULL; in a thread of download's */
	void *data;

	long status; /* of HTTP: 200, 206, or 404 and 410, which are no failures; 0 when it failed
		      */
	char *part;  /* the header Content-Range, or NULL */
	struct text body;
	char *failure; /* why it failed, or NULL */
	bool refused;  /* the answer is no; else something broke */

	/* Private to contentquery.c. */
	struct transfer transfer;
};

/* Fills in query->transfer, for download_all or downloads_add. The address of QUERY may not change.
 */
void content_begin(struct content_query *query);

/* For _cleanup_. */
void content_free(struct content_query *query);

#endif
