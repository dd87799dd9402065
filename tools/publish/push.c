/* SPDX-License-Identifier: MIT */
/* push: an image into a registry. */
#include <getopt.h>
#include <pthread.h>
#include <string.h>

#include "image/reference.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/options.h"
#include "lib/progress.h"
#include "publish/pushplan.h"
#include "publish/pushset.h"
#include "publish/pushtag.h"
#include "publish/referrer.h"
#include "publish/registry.h"
#include "publish/upload.h"

enum { MOST_JOBS = 32 };

static const char usage[] =
	"usage: push [--mount REPOSITORY]... [--insecure] [--jobs N] [-q]\n"
	"            [--store DIR [--plan FILE] [--records LIST]] LAYOUT... REFERENCE\n"
	"\n"
	"Pushes the image of the OCI image layout as REFERENCE, [REGISTRY/]NAME:TAG: what the\n"
	"registry has already is not sent. Of several layouts an index is made, which has the "
	"image\n"
	"of each for its platform. Prints the digest that the registry has then for REFERENCE.\n"
	"\n"
	"  --mount REPOSITORY  another repository of this registry, which may have layers already\n"
	"  --insecure          the registry may have no TLS, or a certificate nobody vouches for\n"
	"  --store DIR         a store that may have blobs which the layouts lack\n"
	"  --plan FILE         the command that puts others, which the registry lacks, there\n"
	"  --records LIST      contents of the store, by their digests, that go with the image\n"
	"  --jobs N            blobs that are sent at once (4)\n"
	"  -q, --quiet         no progress\n"
	"  -h, --help          print this\n";

struct arguments {
	struct stringlist mounts;
	bool insecure, quiet;
	const char *store, *plan, *records; /* or NULL */
	long jobs;
	char **layouts;
	size_t layout_count;
	char *repository; /* `<registry>/<name>` */
	char *tag;        /* NULL: of the digest */
};

struct work {
	const struct arguments *arguments;
	struct push_set *set;
	struct registry *registry;
	pthread_mutex_t lock; /* of the rest */
	struct progress progress;
	size_t next; /* the blob whose turn it is */
	size_t had, mounted, sent;
	uint64_t sent_size;
};

static void arguments_free(struct arguments *arguments)
{
	stringlist_free(&arguments->mounts);
	cleanup_free(&arguments->repository);
	cleanup_free(&arguments->tag);
}

/* [REGISTRY/]NAME[:TAG] */
static void take_reference(struct arguments *arguments, const char *reference)
{
	const char *slash = strrchr(reference, '/');
	const char *colon = strchr(slash ? slash : reference, ':');
	_cleanup_free_ char *repository =
		xstrndup(reference, colon ? (size_t)(colon - reference) : strlen(reference));
	const char *wrong = reference_repository(repository);

	if (wrong)
		usage_error("%s: %s", strchr(reference, '@') ? "REFERENCE" : reference, wrong);
	if (colon && reference_tag(colon + 1))
		usage_error("%s: %s", reference, reference_tag(colon + 1));
	arguments->repository = reference_full(repository);
	arguments->tag = colon ? xstrdup(colon + 1) : NULL;
}

/* Those of the same registry, by name; others cannot be mounted from. */
static void keep_mounts(struct arguments *arguments)
{
	size_t host = strcspn(arguments->repository, "/") + 1, kept = 0;

	for (size_t i = 0; i < arguments->mounts.count; i++) {
		char *item = arguments->mounts.items[i];
		_cleanup_free_ char *full = reference_full(item);
		bool same = strncmp(full, arguments->repository, host) == 0 &&
			    strcmp(full, arguments->repository) != 0;

		free(item);
		if (same)
			arguments->mounts.items[kept++] = xstrdup(full + host);
	}
	arguments->mounts.count = kept;
}

static void parse_arguments(int argc, char *argv[], struct arguments *arguments)
{
	static const struct option options[] = {
		{"mount", required_argument, NULL, 'm'},
		{"insecure", no_argument, NULL, 'i'},
		{"jobs", required_argument, NULL, 'j'},
		{"store", required_argument, NULL, 's'},
		{"plan", required_argument, NULL, 'p'},
		{"records", required_argument, NULL, 'r'},
		{"quiet", no_argument, NULL, 'q'},
		{0},
	};

	for (int c; (c = getopt_long(argc, argv, "q", options, NULL)) != -1;) {
		if (c == 'm' && reference_repository(optarg))
			usage_error("--mount: %s", reference_repository(optarg));
		else if (c == 'm')
			stringlist_add(&arguments->mounts, xstrdup(optarg));
		else if (c == 'i')
			arguments->insecure = true;
		else if (c == 'j')
			arguments->jobs = option_number("--jobs", optarg, 1, MOST_JOBS);
		else if (c == 's')
			arguments->store = optarg;
		else if (c == 'p')
			arguments->plan = optarg;
		else if (c == 'r')
			arguments->records = optarg;
		else if (c == 'q')
			arguments->quiet = true;
		else
			option_error(argv);
	}
	if ((arguments->plan || arguments->records) && !arguments->store)
		usage_error("--plan and --records need --store");
	if (argc - optind < 2)
		usage_error("a layout and a reference must be given");
	arguments->layouts = argv + optind;
	arguments->layout_count = (size_t)(argc - optind - 1);
	take_reference(arguments, argv[argc - 1]);
	keep_mounts(arguments);
}

/* --- blobs --------------------------------------------------------------- */

static void count_sent(void *data, int64_t length)
{
	struct work *work = data;

	pthread_mutex_lock(&work->lock);
	if (length > 0)
		progress_received(&work->progress, (size_t)length);
	else
		progress_had(&work->progress, length);
	progress_tick(&work->progress);
	pthread_mutex_unlock(&work->lock);
}

/* With the lock held. */
static void note(struct work *work, const struct push_blob *blob, enum upload_end end)
{
	_cleanup_free_ char *name = xprintf("sha256:%.12s", blob->digest.hex);

	if (end == UPLOAD_SENT) {
		work->sent++;
		work->sent_size += blob->size;
		progress_file(&work->progress, name, blob->size);
		return;
	}
	work->had += end == UPLOAD_HAD;
	work->mounted += end == UPLOAD_MOUNTED;
	progress_had(&work->progress, (int64_t)blob->size);
	work->progress.files_done++;
	progress_tick(&work->progress);
}

static void *send_blobs(void *data)
{
	struct work *work = data;
	CURL *easy = curl_easy_init();

	if (!easy)
		die(EXIT_SYSTEM, "out of memory");
	pthread_mutex_lock(&work->lock);
	while (work->next < work->set->blob_count) {
		const struct push_blob *blob = &work->set->blobs[work->next++];
		struct upload upload = {
			.registry = work->registry,
			.mounts = &work->arguments->mounts,
			.path = blob->path,
			.digest = blob->digest,
			.size = blob->size,
			.sent = count_sent,
			.data = work,
		};

		pthread_mutex_unlock(&work->lock);
		enum upload_end end = upload_blob(&upload, easy);

		pthread_mutex_lock(&work->lock);
		note(work, blob, end);
	}
	pthread_mutex_unlock(&work->lock);
	curl_easy_cleanup(easy);
	return NULL;
}

static void push_blobs(struct work *work)
{
	pthread_t threads[MOST_JOBS];
	size_t count = 0;

	progress_begin(&work->progress, work->arguments->quiet, work->set->blob_count,
		work->set->size, true);
	for (; count < (size_t)work->arguments->jobs && count < work->set->blob_count; count++) {
		if (pthread_create(&threads[count], NULL, send_blobs, work) != 0)
			die(EXIT_SYSTEM, "cannot start a thread");
	}
	for (size_t i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	progress_end(&work->progress);
}

/* Blobs that are not here are made when the registry does not have them either. */
static void make_absent(struct work *work)
{
	_cleanup_free_ bool *wanted = xalloc(work->set->blob_count + 1, sizeof *wanted);
	CURL *easy = curl_easy_init();
	size_t count = 0;

	if (!easy)
		die(EXIT_SYSTEM, "out of memory");
	for (size_t i = 0; i < work->set->blob_count; i++) {
		const struct push_blob *blob = &work->set->blobs[i];
		struct upload upload = {
			.registry = work->registry,
			.mounts = &work->arguments->mounts,
			.digest = blob->digest,
		};

		wanted[i] = blob->absent && !upload_is_there(&upload, easy);
		count += wanted[i];
	}
	curl_easy_cleanup(easy);
	if (count > 0 && !work->arguments->plan)
		die(EXIT_NO, "%zu blobs are neither in the layouts nor in the registry", count);
	if (count > 0)
		pushplan_make(work->arguments->plan, work->set, wanted);
}

/* One line of what was done. */
static void say(const struct work *work)
{
	char words[16];

	progress_size(work->sent_size, words);
	if (!work->arguments->quiet)
		warn("%zu of %zu blobs sent, %s; the registry had %zu, and took %zu from other "
		     "repositories",
			work->sent, work->set->blob_count, words, work->had, work->mounted);
}

int main(int argc, char *argv[])
{
	_cleanup_(arguments_free) struct arguments arguments = {.jobs = 4};

	options_begin(&argc, &argv, usage);
	parse_arguments(argc, argv, &arguments);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		die(EXIT_SYSTEM, "libcurl does not start");
	_cleanup_(store_close) struct store store =
		store_open(arguments.store ? arguments.store : "");
	_cleanup_(push_set_free) struct push_set set = push_set_read(
		arguments.layouts, arguments.layout_count, arguments.store ? &store : NULL);
	_cleanup_(registry_close) struct registry *registry =
		registry_open(arguments.repository, &arguments.mounts, arguments.insecure);
	const struct digest *digest = &set.manifests[set.manifest_count - 1].digest;
	struct work work = {
		.arguments = &arguments,
		.set = &set,
		.registry = registry,
		.lock = PTHREAD_MUTEX_INITIALIZER,
	};

	make_absent(&work);
	push_blobs(&work);
	if (!arguments.tag)
		arguments.tag = xstrndup(digest->hex, 12);
	pushtag(registry, &set, arguments.tag);
	if (arguments.records)
		referrer_push(registry, &set, &store, arguments.records);
	say(&work);
	printf("sha256:%s\n", digest->hex);
	return close_stdout();
}
