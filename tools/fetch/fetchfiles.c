/* SPDX-License-Identifier: MIT */
#include "fetch/fetchfiles.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/partialfile.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/progress.h"
#include "lib/url.h"

struct delivery {
	const struct store *store;
	pthread_mutex_t lock; /* for what follows: transfers are made by several threads */
	struct progress progress;
	enum exit_status status;
};

/* A file that is to be downloaded. */
struct item {
	struct transfer transfer; /* first: the receiver gets its address */
	struct delivery *delivery;
	const struct fetchlist_file *file;
	struct partialfile partial; /* open from an attempt's start to its failure, or to the end */
	uint64_t counted;           /* bytes of it that progress knows of */
	uint64_t from;              /* where the body of this answer began */
	bool length_known;          /* of this answer */
	bool worthless;             /* what lies in partial is not the beginning of the file */
	char encoding[32];          /* the Content-Encoding of this answer */
};

/* --- what comes goes into the partial file --- */

/* Tells the progress how much of ITEM there is now, of which RECEIVED bytes came just now. */
static void count_bytes(struct item *item, size_t received)
{
	struct delivery *delivery = item->delivery;

	pthread_mutex_lock(&delivery->lock);
	progress_received(&delivery->progress, received);
	progress_had(
		&delivery->progress, (int64_t)(item->partial.length - item->counted - received));
	pthread_mutex_unlock(&delivery->lock);
	item->counted = item->partial.length;
}

static void restart(struct item *item)
{
	partialfile_restart(&item->partial);
	count_bytes(item, 0);
}

/* ITEM is in the store now. */
static void count_file(struct item *item, uint64_t size)
{
	pthread_mutex_lock(&item->delivery->lock);
	progress_file(&item->delivery->progress, item->file->filename, size);
	pthread_mutex_unlock(&item->delivery->lock);
}

static void finish(struct item *item)
{
	partialfile_commit(&item->partial, item->delivery->store);
	count_file(item, item->counted);
}

static bool is_complete(struct item *item)
{
	struct digest digest = partialfile_digest(&item->partial);

	return digest_equal(&digest, &item->file->digest);
}

static enum download_start start_file(struct transfer *transfer)
{
	struct item *item = (struct item *)transfer;
	struct partialfile *partial = &item->partial;
	uint64_t size;

	if (!partialfile_open(partial, item->delivery->store, &item->file->digest))
		return DOWNLOAD_LATER;
	count_bytes(item, 0);
	item->worthless = false;
	if (store_has(item->delivery->store, &item->file->digest, &size)) {
		restart(item);
		partialfile_close(partial);
		count_file(item, size);
		return DOWNLOAD_NEEDLESS;
	}
	if ((item->file->size == FETCHLIST_UNKNOWN || item->file->size == partial->length) &&
		is_complete(item)) {
		finish(item);
		return DOWNLOAD_NEEDLESS;
	}
	if (transfer->from_start || partial->length >= item->file->size)
		restart(item);
	transfer->offset = partial->length;
	return DOWNLOAD_GO;
}

/* The bytes are not those that were locked. WHAT says what they are. */
static bool differs(struct item *item, const char *what)
{
	item->worthless = true;
	if (*item->encoding)
		transfer_fail(&item->transfer, DOWNLOAD_BROKEN,
			"sends the file with Content-Encoding %s, which nobody asked for",
			item->encoding);
	else if (item->from > 0)
		transfer_fail(&item->transfer, DOWNLOAD_RESTART,
			"an earlier download's bytes do not fit");
	else
		transfer_fail(&item->transfer, DOWNLOAD_NO,
			"expected sha256 %s, received %s: the file was replaced after the lock was "
			"made; "
			"if you trust it, lock it again (make upgrade), else use an index that has "
			"the "
			"locked file",
			item->file->digest.hex, what);
	return false;
}

static bool too_long(struct item *item)
{
	_cleanup_free_ char *what =
		item->file->size == FETCHLIST_UNKNOWN
			? xprintf("more than %" PRIu64 " bytes", FETCHLIST_MAX_SIZE)
			: xprintf("more than its %" PRIu64 " bytes", item->file->size);

	return differs(item, what);
}

static bool begin_file(struct transfer *transfer, const struct response *response)
{
	struct item *item = (struct item *)transfer;

	snprintf(item->encoding, sizeof item->encoding, "%s",
		strcmp(response->encoding, "identity") == 0 ? "" : response->encoding);
	item->from = response->offset;
	item->length_known = response->total != DOWNLOAD_UNKNOWN;
	if (item->from != item->partial.length)
		restart(item);
	if (item->length_known && response->total > item->file->size && !*item->encoding)
		return too_long(item);
	return true;
}

static bool add_to_file(struct transfer *transfer, const void *bytes, size_t length)
{
	struct item *item = (struct item *)transfer;
	uint64_t limit =
		item->file->size == FETCHLIST_UNKNOWN ? FETCHLIST_MAX_SIZE : item->file->size;

	if (length > limit - item->partial.length)
		return too_long(item);
	partialfile_add(&item->partial, bytes, length);
	count_bytes(item, length);
	return true;
}

static bool end_file(struct transfer *transfer)
{
	struct item *item = (struct item *)transfer;
	uint64_t length = item->partial.length, size = item->file->size;
	bool complete = is_complete(item), all = size == FETCHLIST_UNKNOWN || size == length;

	if (complete && all) {
		finish(item);
		return true;
	}
	if (complete) {
		item->worthless = true;
		transfer_fail(transfer, DOWNLOAD_NO,
			"has %" PRIu64 " bytes, but %" PRIu64 " in the list", length, size);
		return false;
	}
	if (!all && !item->length_known && !*item->encoding) {
		transfer_fail(transfer, DOWNLOAD_AGAIN,
			"ended after %" PRIu64 " of %" PRIu64 " bytes", length, size);
		return false;
	}
	struct digest digest = partialfile_digest(&item->partial);
	_cleanup_free_ char *what = xprintf("%s (%" PRIu64 " bytes)", digest.hex, length);

	return differs(item, what);
}

static void leave_file(struct transfer *transfer)
{
	struct item *item = (struct item *)transfer;

	if (item->worthless)
		restart(item);
	partialfile_close(&item->partial);
}

static void report_file(struct transfer *transfer)
{
	struct item *item = (struct item *)transfer;
	struct delivery *delivery = item->delivery;

	if (transfer->status == EXIT_YES)
		return;
	pthread_mutex_lock(&delivery->lock);
	progress_clear(&delivery->progress);
	warn("%s: %s", item->file->filename, text_string(&transfer->reason));
	if (delivery->status != EXIT_NO)
		delivery->status = transfer->status;
	pthread_mutex_unlock(&delivery->lock);
}

static const struct receiver file_receiver = {
	.start = start_file,
	.begin = begin_file,
	.body = add_to_file,
	.end = end_file,
	.failed = leave_file,
	.done = report_file,
};

static void tick(void *data)
{
	struct delivery *delivery = data;

	pthread_mutex_lock(&delivery->lock);
	progress_tick(&delivery->progress);
	pthread_mutex_unlock(&delivery->lock);
}

static bool has_file_url(const struct fetchlist_file *file)
{
	for (size_t i = 0; i < file->url_count; i++)
		if (url_kind(file->urls[i]) == URL_FILE)
			return true;
	return false;
}

/* Those of the list that the store does not have, each once. OFFLINE: what cannot be had then is
 * reported. */
static size_t choose(struct delivery *delivery, const struct fetchlist *list, struct item *items,
	bool quiet, bool offline)
{
	size_t count = 0;
	uint64_t total = 0;
	bool total_known = true;

	for (size_t i = 0; i < list->count; i++) {
		const struct fetchlist_file *file = &list->files[i];

		if (file->first != file || store_has(delivery->store, &file->digest, NULL))
			continue;
		if (offline && !has_file_url(file)) {
			warn("%s: " DOWNLOAD_OFFLINE, file->filename);
			delivery->status = EXIT_NO;
			continue;
		}
		items[count++] = (struct item){
			.transfer = {.urls = file->urls,
				.url_count = file->url_count,
				.receiver = &file_receiver},
			.delivery = delivery,
			.file = file,
			.partial.lock = -1,
		};
		total_known = total_known && file->size != FETCHLIST_UNKNOWN;
		total += file->size == FETCHLIST_UNKNOWN ? 0 : file->size;
	}
	progress_begin(&delivery->progress, quiet, count, total, total_known);
	return count;
}

enum exit_status fetchfiles(const struct fetchlist *list, const struct store *store,
	const struct download_options *options, bool quiet)
{
	struct delivery delivery = {
		.store = store, .lock = PTHREAD_MUTEX_INITIALIZER, .status = EXIT_YES};
	_cleanup_free_ struct item *items = xalloc(list->count, sizeof *items);
	_cleanup_free_ struct transfer **transfers = xalloc(list->count, sizeof(struct transfer *));
	size_t count = choose(&delivery, list, items, quiet, options->offline);

	if (!count)
		return delivery.status;
	for (size_t i = 0; i < count; i++)
		transfers[i] = &items[i].transfer;
	download_all(transfers, count, options, tick, &delivery);
	progress_end(&delivery.progress);
	for (size_t i = 0; i < count; i++)
		transfer_free(transfers[i]);
	return delivery.status;
}
