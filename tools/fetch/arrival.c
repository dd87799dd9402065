/* SPDX-License-Identifier: MIT */
#include "fetch/arrival.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/projectquery.h"
#include "lib/checksum.h"
#include "lib/cleanup.h"
#include "lib/unconst.h"

/* A hash that the file has to have. */
struct arrival_check {
	const char *algorithm, *hex;
	struct checksum checksum;
};

static struct arrival *arrival_of(struct transfer *transfer)
{
	return (struct arrival *)((char *)transfer - offsetof(struct arrival, transfer));
}

static void forget_checks(struct arrival *arrival)
{
	for (size_t i = 0; i < arrival->check_count; i++)
		checksum_free(&arrival->checks[i].checksum);
	free(arrival->checks);
	arrival->checks = NULL;
	arrival->check_count = 0;
}

/* An algorithm that is not known here proves nothing. */
static void begin_checks(struct arrival *arrival)
{
	json_t *hashes = unconst(arrival->hashes), *value;
	const char *algorithm;

	forget_checks(arrival);
	arrival->checks = xalloc(json_object_size(hashes), sizeof *arrival->checks);
	json_object_foreach (hashes, algorithm, value) {
		struct arrival_check *check = &arrival->checks[arrival->check_count];

		*check = (struct arrival_check){algorithm, json_string_value(value), {0}};
		if (check->hex && checksum_begin(&check->checksum, algorithm))
			arrival->check_count++;
	}
}

static bool refuse_size(struct arrival *arrival)
{
	transfer_fail(&arrival->transfer, DOWNLOAD_NO,
		"more than the %" PRIu64 " bytes of which a file may be", arrival->limit);
	return false;
}

static bool begin(struct transfer *transfer, const struct response *response)
{
	struct arrival *arrival = arrival_of(transfer);

	if (*response->encoding && strcmp(response->encoding, "identity") != 0) {
		transfer_fail(transfer, DOWNLOAD_BROKEN,
			"sends the file with Content-Encoding %s, which nobody asked for",
			response->encoding);
		return false;
	}
	if (response->total != DOWNLOAD_UNKNOWN && response->total > arrival->limit)
		return refuse_size(arrival);
	newfile_abandon(&arrival->file);
	sha256_free(&arrival->hash);
	begin_checks(arrival);
	arrival->file = store_create(arrival->store);
	sha256_begin(&arrival->hash);
	arrival->length = 0;
	return true;
}

static bool body(struct transfer *transfer, const void *bytes, size_t length)
{
	struct arrival *arrival = arrival_of(transfer);

	if (length > arrival->limit - arrival->length)
		return refuse_size(arrival);
	newfile_write(&arrival->file, bytes, length);
	sha256_add(&arrival->hash, bytes, length);
	for (size_t i = 0; i < arrival->check_count; i++)
		checksum_add(&arrival->checks[i].checksum, bytes, length);
	arrival->length += length;
	return true;
}

/* Whether all that was known of the file is true of what came. */
static bool is_right(struct arrival *arrival)
{
	if (arrival->size != DOWNLOAD_UNKNOWN && arrival->length != arrival->size) {
		transfer_fail(&arrival->transfer, DOWNLOAD_NO,
			"has %" PRIu64 " bytes, and its page says %" PRIu64, arrival->length,
			arrival->size);
		return false;
	}
	for (size_t i = 0; i < arrival->check_count; i++) {
		struct arrival_check *check = &arrival->checks[i];

		if (checksum_is(&check->checksum, check->hex))
			continue;
		transfer_fail(&arrival->transfer, DOWNLOAD_NO,
			"has another %s than the %.128s that its page gives", check->algorithm,
			check->hex);
		return false;
	}
	return true;
}

static bool end(struct transfer *transfer)
{
	struct arrival *arrival = arrival_of(transfer);

	if (!is_right(arrival))
		return false;
	arrival->digest = sha256_end(&arrival->hash);
	store_commit(arrival->store, &arrival->file, &arrival->digest, true);
	return true;
}

static enum download_start start(struct transfer *transfer)
{
	transfer->offset = 0;
	return DOWNLOAD_GO;
}

static char *explain(struct transfer *transfer, const struct download_cause *cause,
	enum download_failure *failure)
{
	const struct arrival *arrival = arrival_of(transfer);

	return arrival->index
		       ? query_explain(transfer, arrival->index, &arrival->limits, cause, failure)
		       : NULL;
}

void arrival_begin(struct arrival *arrival)
{
	static const struct receiver receiver = {
		.start = start, .begin = begin, .body = body, .end = end, .explain = explain};

	arrival->transfer = (struct transfer){.urls = &arrival->url,
		.url_count = 1,
		.receiver = &receiver,
		.options = &arrival->limits};
}

void arrival_free(struct arrival *arrival)
{
	newfile_abandon(&arrival->file);
	sha256_free(&arrival->hash);
	forget_checks(arrival);
	transfer_free(&arrival->transfer);
}
