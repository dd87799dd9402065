/* SPDX-License-Identifier: MIT */
/* fetch: every file of a list into the store, verified while it streams by, and continued where it
 * ended. */
#include <getopt.h>
#include <search.h>
#include <signal.h>
#include <string.h>

#include "fetch/fetchfiles.h"
#include "lib/cleanup.h"
#include "lib/options.h"

static const char usage[] =
	"usage: fetch --store DIR [--link DIR] [--jobs N] [--retries N] [--timeout SECONDS] "
	"[--offline]\n"
	"             [--quiet] LIST\n"
	"\n"
	"Downloads the files of LIST (- is standard input) into the store.\n"
	"  --store DIR        the store; a file lands as DIR/sha256/<2 hex>/<64 hex>\n"
	"  --link DIR         also make DIR/<filename> for each file of LIST\n" DOWNLOAD_USAGE
	"  --quiet            no progress on stderr\n"
	"LIST: a line per file, `sha256 size filename url [url...]`; the size may be -.\n";

struct fetch {
	const char *list, *link;
	struct store store;
	struct download_options download;
	bool quiet;
};

static struct fetch parse_options(int argc, char *argv[])
{
	static const struct option options[] = {
		{"store", required_argument, NULL, 's'},
		{"link", required_argument, NULL, 'l'},
		DOWNLOAD_GETOPT,
		{"quiet", no_argument, NULL, 'q'},
		{0},
	};
	struct fetch fetch = {.download = DOWNLOAD_DEFAULTS};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 's':
			store_close(&fetch.store);
			fetch.store = store_open(optarg);
			break;
		case 'l':
			fetch.link = optarg;
			break;
		case 'j':
		case 'r':
		case 't':
		case 'o':
			download_option(&fetch.download, option, optarg);
			break;
		case 'q':
			fetch.quiet = true;
			break;
		default:
			option_error(argv);
		}
	}
	if (!fetch.store.root || !*fetch.store.root)
		usage_error("--store is missing");
	if (optind + 1 != argc)
		usage_error("wanted one LIST");
	fetch.list = argv[optind];
	return fetch;
}

/* Two files of one name cannot both be in the directory of --link. */
static int compare_names(const void *a, const void *b)
{
	return strcmp(((const struct fetchlist_file *)a)->filename,
		((const struct fetchlist_file *)b)->filename);
}

static void keep(void *node)
{
	(void)node;
}

static void check_names(const struct fetchlist *list, const char *path)
{
	void *names = NULL;

	for (size_t i = 0; i < list->count; i++) {
		struct fetchlist_file *file = &list->files[i],
				      **first = tsearch(file, &names, compare_names);

		if (!first)
			die(EXIT_SYSTEM, "out of memory");
		if ((*first)->first != file->first)
			die(EXIT_NO, "%s: %s: two files of that name, with sha256 %s and %s", path,
				file->filename, (*first)->digest.hex, file->digest.hex);
	}
	tdestroy(names, keep);
}

static void link_files(const struct fetch *fetch, const struct fetchlist *list)
{
	for (size_t i = 0; i < list->count; i++) {
		_cleanup_free_ char *path = xprintf("%s/%s", fetch->link, list->files[i].filename);

		store_export(&fetch->store, &list->files[i].digest, path);
	}
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	struct fetch fetch = parse_options(argc, argv);
	_cleanup_(fetchlist_free) struct fetchlist list = fetchlist_read(fetch.list);

	/* A broken connection is an error that is reported, not a death. */
	signal(SIGPIPE, SIG_IGN);
	if (fetch.link)
		check_names(&list, fetch.list);
	enum exit_status status = fetchfiles(&list, &fetch.store, &fetch.download, fetch.quiet);
	if (fetch.link)
		link_files(&fetch, &list);
	store_close(&fetch.store);
	return (int)status;
}
