/* SPDX-License-Identifier: MIT */
/* locate: where the files of a plan are, by name and hash, as a list for fetch. */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/fetchlist.h"
#include "fetch/index.h"
#include "fetch/policy.h"
#include "fetch/policypages.h"
#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "lib/unconst.h"
#include "lib/url.h"
#include "pypa/name.h"
#include "store/store.h"

static const char usage[] =
	"usage: locate --policy POLICY.json [--store DIR] [--jobs N] [--retries N]\n"
	"              [--timeout SECONDS] [--offline] PLAN.json\n"
	"\n"
	"Prints a list for fetch: where the files of the plan are, by name and hash.\n"
	"  --policy FILE      which indexes there are\n"
	"  --store DIR        leave out files that this store has\n" DOWNLOAD_USAGE;

enum { MAX_INPUT = 16 << 20 };

/* A file of the plan that is wanted. */
struct want {
	struct index_file file;
	const char *name, *index;
	uint64_t size;
	const json_t *urls; /* where it is, if the plan says so; else NULL */
};

struct locate {
	const char *policy, *plan;
	struct store store; /* its root is NULL: none */
	struct download_options download;
};

static struct locate parse_options(int argc, char *argv[])
{
	static const struct option options[] = {
		{"policy", required_argument, NULL, 'p'},
		{"store", required_argument, NULL, 's'},
		DOWNLOAD_GETOPT,
		{0},
	};
	struct locate locate = {.download = DOWNLOAD_DEFAULTS};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'p':
			locate.policy = optarg;
			break;
		case 's':
			store_close(&locate.store);
			locate.store = store_open(optarg);
			break;
		case 'j':
		case 'r':
		case 't':
		case 'o':
			download_option(&locate.download, option, optarg);
			break;
		default:
			option_error(argv);
		}
	}
	if (!locate.policy)
		usage_error("--policy is missing");
	if (optind + 1 != argc)
		usage_error("wanted one PLAN.json");
	locate.plan = argv[optind];
	return locate;
}

/* --- the plan --- */

static void check_urls(const json_t *urls, const char *where)
{
	const json_t *url;
	size_t i;

	json_array_foreach (urls, i, url) {
		const char *string = json_string_value(url);

		if (!string || url_kind(string) == URL_BAD || strpbrk(string, " \t\n"))
			die(EXIT_NO, "%s: .file.urls: not all are http, https or file URLs", where);
	}
}

static struct want read_package(const json_t *package, const char *plan)
{
	const char *name = json_want_string(package, "name", plan);
	_cleanup_free_ char *where = xprintf("%s: %.100s", plan, name);
	const json_t *file = json_want_object(package, "file", where);
	struct want want = {
		.name = name,
		.index = json_want_string(package, "index", where),
		.size = json_get_size(file, "size", FETCHLIST_UNKNOWN, where),
		.urls = json_get_array(file, "urls", where),
		.file.version = json_want_string(package, "version", where),
		.file.filename = json_want_string(file, "filename", where),
		.file.size = PAGE_UNKNOWN,
	};
	_cleanup_free_ char *normal = name_is_valid(name) ? name_normalize(name) : NULL;

	if (!normal || strcmp(normal, name) != 0)
		die(EXIT_NO, "%s: .name: not a normalized name", where);
	if (!digest_parse(json_want_string(file, "sha256", where), &want.file.digest))
		die(EXIT_NO, "%s: .file.sha256: not a sha256", where);
	if (!fetchlist_filename_is_good(want.file.filename))
		die(EXIT_NO, "%s: .file.filename: '%.300s' is not a filename", where,
			want.file.filename);
	if (json_array_size(want.urls) == 0)
		want.urls = NULL;
	check_urls(want.urls, where);
	return want;
}

/* The files that are to be located; the strings are owned by PLAN. */
static struct want *read_plan(const struct locate *locate, const json_t *plan, size_t *count)
{
	const json_t *packages = json_want_array(plan, "packages", locate->plan), *package;
	struct want *wants = xalloc(json_array_size(packages), sizeof *wants);
	size_t i;

	*count = 0;
	json_array_foreach (packages, i, package) {
		struct want want = read_package(package, locate->plan);

		/* It is made here, by sourcearchive. */
		if (json_object_get(json_object_get(package, "file"), "source"))
			continue;
		if (!locate->store.root || !store_has(&locate->store, &want.file.digest, NULL))
			wants[(*count)++] = want;
	}
	return wants;
}

/* --- the indexes --- */

static int by_page(const void *a, const void *b)
{
	const struct want *first = *(struct want *const *)a, *second = *(struct want *const *)b;
	int order = strcmp(first->index, second->index);

	return order ? order : strcmp(first->name, second->name);
}

/* Looks up the COUNT files at the indexes of the policy, each project's page once. */
static enum exit_status look_up(const struct locate *locate, struct want **wants, size_t count)
{
	_cleanup_(policy_free) struct policy policy = policy_read(locate->policy);
	_cleanup_free_ struct download_options *limits = xalloc(count, sizeof *limits);
	_cleanup_free_ struct stringlist *pages = xalloc(count, sizeof *pages);
	_cleanup_free_ struct index_query *queries = xalloc(count, sizeof *queries);
	_cleanup_free_ struct index_file **files = xalloc(count, sizeof(struct index_file *));
	size_t query_count = 0;

	qsort(wants, count, sizeof(struct want *), by_page);
	for (size_t i = 0; i < count; i++) {
		struct index_query *query = &queries[query_count];

		files[i] = &wants[i]->file;
		if (i > 0 && by_page(&wants[i - 1], &wants[i]) == 0) {
			query[-1].file_count++;
			continue;
		}
		query->alias = wants[i]->index;
		query->name = wants[i]->name;
		query->files = &files[i];
		query->file_count = 1;
		if (!policy_index(&policy, query->alias))
			die(EXIT_NO,
				"%s: %s: the plan takes it from index '%.100s', which the policy "
				"does not "
				"have",
				policy.path, query->name, query->alias);
		pages[query_count] = policy_pages(&policy, query->alias, query->name);
		query->urls = unconst(pages[query_count].items);
		query->url_count = pages[query_count].count;
		limits[query_count] = policy_limits(&policy, query->alias, &locate->download);
		query->options = &limits[query_count++];
	}
	enum exit_status status =
		query_count ? index_find(queries, query_count, &locate->download) : EXIT_YES;

	for (size_t i = 0; i < query_count; i++)
		stringlist_free(&pages[i]);
	return status;
}

/* Offline, what the store does not have is nowhere. */
static enum exit_status miss(struct want **wants, size_t count)
{
	for (size_t i = 0; i < count; i++)
		warn("%s: %s: " DOWNLOAD_OFFLINE, wants[i]->name, wants[i]->file.filename);
	return count ? EXIT_NO : EXIT_YES;
}

/* --- the list --- */

static void add_line(struct text *list, const struct want *want)
{
	uint64_t size = want->size != FETCHLIST_UNKNOWN ? want->size : want->file.size;
	size_t count = want->urls ? json_array_size(want->urls) : 1;
	_cleanup_free_ const char **urls = xalloc(count, sizeof *urls);

	for (size_t i = 0; i < count; i++)
		urls[i] = want->urls ? json_string_value(json_array_get(want->urls, i))
				     : want->file.url;
	fetchlist_add_line(list, &want->file.digest,
		size <= FETCHLIST_MAX_SIZE ? size : FETCHLIST_UNKNOWN, want->file.filename, urls,
		count);
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	struct locate locate = parse_options(argc, argv);
	_cleanup_json_ json_t *plan = json_read(locate.plan, MAX_INPUT);
	size_t count, unknown = 0;
	_cleanup_free_ struct want *wants = read_plan(&locate, plan, &count);
	_cleanup_free_ struct want **unknown_wants = xalloc(count, sizeof(struct want *));
	_cleanup_(text_free) struct text list = {0};

	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < count; i++)
		if (!wants[i].urls)
			unknown_wants[unknown++] = &wants[i];
	enum exit_status status = locate.download.offline
					  ? miss(unknown_wants, unknown)
					  : look_up(&locate, unknown_wants, unknown);

	for (size_t i = 0; i < count; i++) {
		if (status == EXIT_YES)
			add_line(&list, &wants[i]);
		free(wants[i].file.url);
	}
	fputs(text_string(&list), stdout);
	store_close(&locate.store);
	int closed = close_stdout();

	return status != EXIT_YES ? (int)status : closed;
}
