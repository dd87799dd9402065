/* SPDX-License-Identifier: MIT */
#include "fetch/sizes.h"

#include <stdlib.h>

#include "fetch/download.h"
#include "lib/cleanup.h"

struct head {
	struct transfer transfer; /* first: the receiver gets its address */
	int64_t *size;
};

static bool begin(struct transfer *transfer, const struct response *response)
{
	struct head *head = (struct head *)transfer;

	if (!*response->encoding && response->total <= INT64_MAX)
		*head->size = (int64_t)response->total;
	return true;
}

static bool end(struct transfer *transfer)
{
	(void)transfer;
	return true;
}

void sizes_learn(const struct size_request *requests, size_t count)
{
	static const struct receiver receiver = {.begin = begin, .end = end};
	const struct download_options options = DOWNLOAD_DEFAULTS;
	_cleanup_free_ struct head *heads = xalloc(count, sizeof *heads);
	_cleanup_free_ struct transfer **transfers = xalloc(count, sizeof(struct transfer *));

	for (size_t i = 0; i < count; i++) {
		heads[i].transfer = (struct transfer){.urls = &requests[i].url,
			.url_count = 1,
			.receiver = &receiver,
			.head = true};
		heads[i].size = requests[i].size;
		transfers[i] = &heads[i].transfer;
	}
	download_all(transfers, count, &options, NULL, NULL);
	for (size_t i = 0; i < count; i++)
		transfer_free(transfers[i]);
}
