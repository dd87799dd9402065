/* SPDX-License-Identifier: MIT */
/* fetchurl: a file of which nobody knows the hash yet, from its URL into the store. */
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

#include "fetch/arrival.h"
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

static enum exit_status arrive(
	const struct store *store, const char *url, const struct download_options *options)
{
	_cleanup_(arrival_free) struct arrival arrival = {.url = url,
		.store = store,
		.limit = FETCHLIST_MAX_SIZE,
		.size = DOWNLOAD_UNKNOWN,
		.limits = *options};
	struct transfer *transfers[] = {&arrival.transfer};

	arrival_begin(&arrival);
	download_all(transfers, 1, options, NULL, NULL);
	if (arrival.transfer.status != EXIT_YES)
		warn("%s", text_string(&arrival.transfer.reason));
	else
		printf("%s %" PRIu64 "\n", arrival.digest.hex, arrival.length);
	return arrival.transfer.status;
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
