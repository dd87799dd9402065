/* SPDX-License-Identifier: MIT */
#include "fetch/download.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "fetch/httprequest.h"
#include "fetch/transferqueue.h"
#include "fetch/urlrounds.h"
#include "lib/cleanup.h"
#include "lib/options.h"
#include "lib/url.h"

enum {
	MAX_JOBS = 64, /* more would take too much memory */
	MAX_WORKERS = 4,
	TICK = 100,  /* ms */
	LATER = 200, /* ms */
};

/* A thread with connections of its own. From the start to the end of an attempt a transfer is one
 * worker's.
 */
struct worker {
	struct downloads *downloads;
	CURLM *multi;
	size_t running, max_running; /* transfers: how many run, and may run */
	pthread_t thread;
};

/* What the workers share. */
struct downloads {
	const struct download_options *options;
	struct worker workers[MAX_WORKERS]; /* the first is the caller's thread */
	size_t worker_count;
	struct transfer_queue queue;
};

void download_option(struct download_options *options, int option, const char *value)
{
	if (option == 'j')
		options->jobs = (unsigned)option_number("--jobs", value, 1, MAX_JOBS);
	else if (option == 'r')
		options->retries = (unsigned)option_number("--retries", value, 0, 100);
	else if (option == 'o')
		options->offline = true;
	else
		options->timeout = (unsigned)option_number("--timeout", value, 1, 3600);
}

static const struct download_options *options_of(
	const struct downloads *downloads, const struct transfer *transfer)
{
	return transfer->options ? transfer->options : downloads->options;
}

static void wake_workers(struct downloads *downloads)
{
	for (size_t i = 0; i < downloads->worker_count; i++)
		curl_multi_wakeup(downloads->workers[i].multi);
}

static void end_one(struct downloads *downloads)
{
	if (transferqueue_end(&downloads->queue))
		wake_workers(downloads);
}

/* TRANSFER may be gone after its done. */
static void finish(struct downloads *downloads, struct transfer *transfer, bool good)
{
	urlrounds_end(transfer, good);
	if (transfer->receiver->done)
		transfer->receiver->done(transfer);
	end_one(downloads);
}

static void settle(struct downloads *downloads, struct transfer *transfer, struct outcome *outcome)
{
	int64_t pause;

	if (outcome->good)
		finish(downloads, transfer, true);
	else if (urlrounds_next(
			 transfer, outcome, options_of(downloads, transfer)->retries, &pause))
		transferqueue_put(&downloads->queue, transfer, pause);
	else
		finish(downloads, transfer, false);
}

/* Why the URL that is next may not be asked, or NULL. Of a bad one libcurl would guess what is
 * meant. */
static const char *refusal(const struct downloads *downloads, const struct transfer *transfer)
{
	enum url_kind kind = url_kind(transfer->urls[transfer->current]);

	if (kind == URL_BAD)
		return "not an http, https or file URL";
	return downloads->options->offline && kind != URL_FILE ? "not asked (PYLOCK_OFFLINE=1)"
							       : NULL;
}

static void refuse(struct downloads *downloads, struct transfer *transfer, const char *why)
{
	_cleanup_free_ char *shown = url_shown(transfer->urls[transfer->current]);
	struct outcome outcome = {.failure = DOWNLOAD_NO, .reason = xprintf("%s: %s", shown, why)};

	settle(downloads, transfer, &outcome);
}

static void start(struct worker *worker, struct transfer *transfer)
{
	const char *why = refusal(worker->downloads, transfer);
	enum download_start go = DOWNLOAD_GO;

	if (why) {
		refuse(worker->downloads, transfer, why);
		return;
	}
	transfer->offset = 0;
	if (transfer->receiver->start)
		go = transfer->receiver->start(transfer);
	transfer->from_start = false;
	switch (go) {
	case DOWNLOAD_GO:
		worker->running++;
		httprequest_begin(
			transfer, worker->multi, options_of(worker->downloads, transfer)->timeout);
		break;
	case DOWNLOAD_LATER:
		transferqueue_put(&worker->downloads->queue, transfer, LATER);
		break;
	case DOWNLOAD_NEEDLESS:
		finish(worker->downloads, transfer, true);
		break;
	}
}

/* Lets libcurl work until nothing is ready, and takes what has ended. */
static void perform(struct worker *worker)
{
	CURLMsg *message;
	int left;

	if (curl_multi_perform(worker->multi, &left) != CURLM_OK)
		die(EXIT_SYSTEM, "libcurl cannot go on");
	while ((message = curl_multi_info_read(worker->multi, &left))) {
		struct transfer *transfer = httprequest_transfer(message->easy_handle);
		struct outcome outcome = httprequest_end(transfer, message->data.result);

		worker->running--;
		settle(worker->downloads, transfer, &outcome);
	}
}

static void run(struct worker *worker, void (*tick)(void *data), void *data)
{
	int idle;

	do {
		struct transfer *transfer;

		while (worker->running < worker->max_running &&
			(transfer = transferqueue_take(&worker->downloads->queue)))
			start(worker, transfer);
		perform(worker);
		if (tick)
			tick(data);
		idle = transferqueue_idle(
			&worker->downloads->queue, worker->running < worker->max_running, TICK);
		if (idle > 0)
			curl_multi_poll(worker->multi, NULL, 0, idle, NULL);
	} while (idle >= 0);
}

static void *run_thread(void *data)
{
	run(data, NULL, NULL);
	return NULL;
}

static void begin_workers(struct downloads *downloads, size_t jobs, size_t first)
{
	size_t count = downloads->worker_count;

	for (size_t i = 0; i < count; i++) {
		struct worker *worker = &downloads->workers[i];

		*worker =
			(struct worker){.downloads = downloads, .max_running = (jobs + i) / count};
		worker->multi = curl_multi_init();
		if (!worker->multi)
			die(EXIT_SYSTEM, "libcurl cannot start");
	}
	for (size_t i = first; i < count; i++) {
		errno = pthread_create(
			&downloads->workers[i].thread, NULL, run_thread, &downloads->workers[i]);
		if (errno)
			die(EXIT_SYSTEM, "cannot start a thread:");
	}
}

/* Those from FIRST on have threads of their own. No worker uses another's handle any more once all
 * threads have ended. */
static void end_workers(struct downloads *downloads, size_t first)
{
	for (size_t i = first; i < downloads->worker_count; i++)
		pthread_join(downloads->workers[i].thread, NULL);
	for (size_t i = 0; i < downloads->worker_count; i++)
		curl_multi_cleanup(downloads->workers[i].multi);
}

void download_all(struct transfer **transfers, size_t count, const struct download_options *options,
	void (*tick)(void *data), void *data)
{
	size_t jobs = options->jobs < count ? options->jobs : count;
	struct downloads downloads = {
		.options = options,
		.worker_count = jobs < MAX_WORKERS ? jobs : MAX_WORKERS,
	};

	if (!count)
		return;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		die(EXIT_SYSTEM, "libcurl cannot start");
	transferqueue_begin(&downloads.queue, count);
	for (size_t i = 0; i < count; i++) {
		urlrounds_begin(transfers[i]);
		transferqueue_put(&downloads.queue, transfers[i], 0);
	}
	begin_workers(&downloads, jobs, 1);
	run(&downloads.workers[0], tick, data);
	end_workers(&downloads, 1);
	curl_global_cleanup();
}

struct downloads *downloads_begin(const struct download_options *options)
{
	struct downloads *downloads = xalloc(1, sizeof *downloads);

	*downloads = (struct downloads){
		.options = options,
		.worker_count = options->jobs < MAX_WORKERS ? options->jobs : MAX_WORKERS,
	};
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		die(EXIT_SYSTEM, "libcurl cannot start");
	transferqueue_begin(&downloads->queue, 1); /* this one ends with downloads_end */
	begin_workers(downloads, options->jobs, 0);
	return downloads;
}

void downloads_add(struct downloads *downloads, struct transfer *transfer)
{
	urlrounds_begin(transfer);
	transferqueue_add(&downloads->queue, transfer);
	wake_workers(downloads);
}

void downloads_end(struct downloads *downloads)
{
	end_one(downloads);
	end_workers(downloads, 0);
	curl_global_cleanup();
	free(downloads);
}

void transfer_free(struct transfer *transfer)
{
	urlrounds_free(transfer);
	text_free(&transfer->reason);
}
