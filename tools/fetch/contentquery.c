/* SPDX-License-Identifier: MIT */
#include "fetch/contentquery.h"

#include <string.h>

#include "fetch/projectquery.h"
#include "lib/cleanup.h"

static struct content_query *query_of(struct transfer *transfer)
{
	return (struct content_query *)((char *)transfer -
					offsetof(struct content_query, transfer));
}

static bool begin(struct transfer *transfer, const struct response *response)
{
	struct content_query *query = query_of(transfer);

	text_clear(&query->body);
	cleanup_free(&query->part);
	query->part = *response->range ? xstrdup(response->range) : NULL;
	return true;
}

static bool body(struct transfer *transfer, const void *bytes, size_t length)
{
	struct content_query *query = query_of(transfer);

	if (length > query->limit - query->body.length) {
		transfer_fail(transfer, DOWNLOAD_NO, "larger than %ju MiB",
			(uintmax_t)query->limit >> 20);
		return false;
	}
	text_add(&query->body, bytes, length);
	return true;
}

static bool end(struct transfer *transfer)
{
	query_of(transfer)->status = transfer->answer;
	return true;
}

static char *explain(struct transfer *transfer, const struct download_cause *cause,
	enum download_failure *failure)
{
	const struct content_query *query = query_of(transfer);

	return query_explain(transfer, query->index, &query->limits, cause, failure);
}

static void done(struct transfer *transfer)
{
	struct content_query *query = query_of(transfer);

	if (transfer->status != EXIT_YES) {
		query->failure = xstrdup(text_string(&transfer->reason));
		query->refused = transfer->status == EXIT_NO;
		text_clear(&query->body);
	}
	if (query->done)
		query->done(query);
}

void content_begin(struct content_query *query)
{
	static const struct receiver receiver = {
		.begin = begin, .body = body, .end = end, .explain = explain, .done = done};

	query->transfer = (struct transfer){
		.urls = &query->url,
		.url_count = 1,
		.receiver = &receiver,
		.answers = true,
		.range = query->range,
		.options = &query->limits,
	};
}

void content_free(struct content_query *query)
{
	transfer_free(&query->transfer);
	text_free(&query->body);
	cleanup_free(&query->part);
	cleanup_free(&query->failure);
}
