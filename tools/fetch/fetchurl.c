/* SPDX-License-Identifier: MIT */
/* fetchurl: a file of which nobody knows the hash yet, from its URL into the store. */
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "fetch/download.h"
#include "fetch/fetchlist.h"
#include "lib/cleanup.h"
#include "lib/options.h"
#include "lib/url.h"
#include "store/store.h"

static const char usage[] =
	"usage: fetchurl --store DIR [--retries N] [--timeout SECONDS]\n"
	"                [--jobs N] [--offline] URL\n"
	"\n"
	"Downloads a file whose hash is not known into the store, and prints its SHA-256 and "
	"size.\n"
	"  --store DIR        the store; the file lands as DIR/sha256/<2 hex>/<64 "
	"hex>\n" DOWNLOAD_USAGE;

struct arrival {
	struct transfer transfer;
	const struct store *store;
	struct newfile file; /* its path is NULL as long as nothing was written */
	struct sha256 hash;
	struct digest digest;
	uint64_t length;
};

static bool begin(struct transfer *transfer, const struct response *response)
{
	struct arrival *arrival = (struct arrival *)transfer;

	if (*response->encoding && strcmp(response->encoding, "identity") != 0) {
		transfer_fail(transfer, DOWNLOAD_BROKEN,
			"sends the file with Content-Encoding %s, which nobody asked for",
			response->encoding);
		return false;
	}
	newfile_abandon(&arrival->file);
	sha256_free(&arrival->hash);
	arrival->file = store_create(arrival->store);
	sha256_begin(&arrival->hash);
	arrival->length = 0;
	return true;
}

static bool body(struct transfer *transfer, const void *bytes, size_t length)
{
	struct arrival *arrival = (struct arrival *)transfer;

	if (length > FETCHLIST_MAX_SIZE - arrival->length) {
		transfer_fail(
			transfer, DOWNLOAD_NO, "more than %" PRIu64 " bytes", FETCHLIST_MAX_SIZE);
		return false;
	}
	newfile_write(&arrival->file, bytes, length);
	sha256_add(&arrival->hash, bytes, length);
	arrival->length += length;
	return true;
}

static bool end(struct transfer *transfer)
{
	struct arrival *arrival = (struct arrival *)transfer;

	arrival->digest = sha256_end(&arrival->hash);
	store_commit(arrival->store, &arrival->file, &arrival->digest, true);
	return true;
}

/* What came of an attempt that failed is not gone on with: nobody could tell whether it fits. */
static enum download_start start(struct transfer *transfer)
{
	transfer->offset = 0;
	return DOWNLOAD_GO;
}

static enum exit_status arrive(
	const struct store *store, const char *url, const struct download_options *options)
{
	static const struct receiver receiver = {
		.start = start, .begin = begin, .body = body, .end = end};
	struct arrival arrival = {
		.store = store, .transfer = {.urls = &url, .url_count = 1, .receiver = &receiver}};
	struct transfer *transfers[] = {&arrival.transfer};
	enum exit_status status;

	download_all(transfers, 1, options, NULL, NULL);
	status = arrival.transfer.status;
	if (status != EXIT_YES)
		warn("%s", text_string(&arrival.transfer.reason));
	else
		printf("%s %" PRIu64 "\n", arrival.digest.hex, arrival.length);
	newfile_abandon(&arrival.file);
	sha256_free(&arrival.hash);
	transfer_free(&arrival.transfer);
	return status;
}

int main(int argc, char *argv[])
{
	static const struct option longs[] = {
		{"store", required_argument, NULL, 's'}, DOWNLOAD_GETOPT, {0}};
	struct download_options options = DOWNLOAD_DEFAULTS;
	const char *root = NULL;

	options_begin(&argc, &argv, usage);
	for (int c; (c = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
		if (c == 's')
			root = optarg;
		else if (c == '?')
			option_error(argv);
		else
			download_option(&options, c, optarg);
	}
	if (!root || !*root || optind + 1 != argc)
		usage_error("wants --store and one URL");
	if (url_kind(argv[optind]) != URL_WEB)
		die(EXIT_NO, "%s: not an http or https URL", argv[optind]);
	signal(SIGPIPE, SIG_IGN);
	if (options.offline)
		die(EXIT_NO, "%s: " DOWNLOAD_OFFLINE, argv[optind]);
	_cleanup_(store_close) struct store store = store_open(root);
	enum exit_status status = arrive(&store, argv[optind], &options);
	int closed = close_stdout();

	return status != EXIT_YES ? (int)status : closed;
}
