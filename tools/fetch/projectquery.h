/* SPDX-License-Identifier: MIT */
/* projectquery.h: a project asked for at its package index: its page, or one clear line that says
 * why it cannot be had.
 *
 * An index answers for its mirrors: what it does not have is nowhere. Time-outs, retries,
 * credentials and certificates are those of download.h. */
#ifndef FETCH_PROJECTQUERY_H
#define FETCH_PROJECTQUERY_H

#include <stdbool.h>

#include "fetch/download.h"
#include "fetch/page.h"
#include "fetch/project.h"
#include "lib/stringlist.h"

enum query_result {
	QUERY_FAILED,
	QUERY_FOUND,
	QUERY_MISSING,   /* the index does not have the project */
	QUERY_UNCHANGED, /* the page is still the one with that ETag */
};

struct project_query {
	/* The caller's; strings have to live as long as the query. */
	const char *index; /* its name, for messages */
	const char *name;  /* of the project, normalized */
	struct stringlist
		urls; /* of its page, at the index and at the mirrors; freed with the query */
	struct download_options limits;
	const char *etag;                          /* of a page that is there already, or NULL */
	void (*done)(struct project_query *query); /* may be NULL; in a thread of download's */
	void *data;

	enum query_result result;
	struct project project;         /* what was found */
	char *new_etag, *cache_control; /* these headers, or NULL */
	char *failure;                  /* why it failed */
	bool refused; /* all addresses answered, and the answer is no; else something broke */

	/* Private to projectquery.c. */
	struct transfer transfer;
	struct page page;
};

/* Fills in query->transfer, for download_all or downloads_add. The address of QUERY may not change.
 */
void query_begin(struct project_query *query);

/* For _cleanup_. */
void query_free(struct project_query *query);

/* Why an attempt at the index INDEX failed, in words for a user, who may have set it up wrongly;
 * what can never be better is *FAILURE DOWNLOAD_NO. For receivers (download.h). The caller frees.
 */
char *query_explain(const struct transfer *transfer, const char *index,
	const struct download_options *limits, const struct download_cause *cause,
	enum download_failure *failure);

#endif
