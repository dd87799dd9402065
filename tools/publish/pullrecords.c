/* SPDX-License-Identifier: MIT */
/* pullrecords: what is known of layers, by its digest, from a registry into the store. */
#include <getopt.h>
#include <string.h>

#include "image/reference.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/options.h"
#include "publish/digestlist.h"
#include "publish/registry.h"
#include "store/store.h"

enum {
	LARGEST = 64 << 20, /* bytes of a record */
};

static const char usage[] =
	"usage: pullrecords --store DIR [--insecure] REPOSITORY LIST\n"
	"\n"
	"Brings contents of REPOSITORY, [REGISTRY/]NAME, into the store. LIST (- is standard "
	"input)\n"
	"has the digest of each on a line. What the registry does not have is left out.\n"
	"\n"
	"  --store DIR  the content-addressed store\n"
	"  --insecure   the registry may have no TLS, or a certificate nobody vouches for\n"
	"  -h, --help   print this\n";

/* Returns whether the registry has it. */
static bool pull(struct registry *registry, CURL *easy, const struct store *store,
	const struct digest *digest)
{
	_cleanup_free_ char *url = xprintf("blobs/sha256:%s", digest->hex);
	_cleanup_(answer_free) struct answer answer = registry_insist(
		registry, easy, &(struct exchange){.method = "GET", .url = url, .limit = LARGEST});

	if (answer.status == 404)
		return false;
	if (!answer_is_good(&answer))
		registry_die(registry, &answer, url);
	struct digest found = sha256_of(text_string(&answer.body), answer.body.length);

	if (!digest_equal(&found, digest))
		die(EXIT_NO, "%s: the registry's content is not what its digest says", url);
	store_put(store, text_string(&answer.body), answer.body.length);
	return true;
}

static void pull_all(
	struct registry *registry, const struct store *store, const struct digestlist *list)
{
	CURL *easy = curl_easy_init();
	size_t had = 0;

	if (!easy)
		die(EXIT_SYSTEM, "out of memory");
	for (size_t i = 0; i < list->count; i++)
		had += store_has(store, &list->digests[i], NULL) ||
		       pull(registry, easy, store, &list->digests[i]);
	curl_easy_cleanup(easy);
	if (had < list->count)
		warn("the registry does not have %zu of %zu records: those layers are made again",
			list->count - had, list->count);
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {
		{"store", required_argument, NULL, 's'},
		{"insecure", no_argument, NULL, 'i'},
		{0},
	};
	const char *directory = NULL;
	bool insecure = false;

	options_begin(&argc, &argv, usage);
	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (c == 's')
			directory = optarg;
		else if (c == 'i')
			insecure = true;
		else
			option_error(argv);
	}
	if (!directory || argc - optind != 2)
		usage_error("--store, a repository and a list must be given");
	const char *wrong = reference_repository(argv[optind]);

	if (wrong)
		usage_error("%s: %s", argv[optind], wrong);
	_cleanup_(digestlist_free) struct digestlist list = digestlist_read(argv[optind + 1]);
	_cleanup_(store_close) struct store store = store_open(directory);
	_cleanup_free_ char *repository = reference_full(argv[optind]);

	if (list.count == 0)
		return EXIT_YES;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		die(EXIT_SYSTEM, "libcurl does not start");
	_cleanup_(registry_close) struct registry *registry =
		registry_open(repository, &(struct stringlist){0}, insecure);

	pull_all(registry, &store, &list);
	return EXIT_YES;
}
