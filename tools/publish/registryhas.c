/* SPDX-License-Identifier: MIT */
/* registryhas: which blobs a registry has. */
#include <getopt.h>
#include <string.h>

#include "image/reference.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/digest.h"
#include "lib/file.h"
#include "lib/options.h"
#include "publish/digestlist.h"
#include "publish/registry.h"

static const char usage[] =
	"usage: registryhas [--insecure] REPOSITORY LIST\n"
	"\n"
	"Prints those digests of LIST (- is standard input), one on a line, of which REPOSITORY,\n"
	"[REGISTRY/]NAME, has the blobs. Nothing is transferred.\n"
	"\n"
	"  --insecure  the registry may have no TLS, or a certificate nobody vouches for\n"
	"  -h, --help  print this\n";

static bool has(struct registry *registry, CURL *easy, const struct digest *digest)
{
	_cleanup_free_ char *url = xprintf("blobs/sha256:%s", digest->hex);
	_cleanup_(answer_free) struct answer answer =
		registry_insist(registry, easy, &(struct exchange){.method = "HEAD", .url = url});

	if (!answer_is_good(&answer) && answer.status != 404)
		registry_die(registry, &answer, url);
	return answer.status != 404;
}

static void ask(struct registry *registry, const struct digestlist *list)
{
	CURL *easy = curl_easy_init();

	if (!easy)
		die(EXIT_SYSTEM, "out of memory");
	for (size_t i = 0; i < list->count; i++)
		if (has(registry, easy, &list->digests[i]))
			printf("sha256:%s\n", list->digests[i].hex);
	curl_easy_cleanup(easy);
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {
		{"insecure", no_argument, NULL, 'i'},
		{0},
	};
	bool insecure = false;

	options_begin(&argc, &argv, usage);
	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (c != 'i')
			option_error(argv);
		insecure = true;
	}
	if (argc - optind != 2)
		usage_error("a repository and a list must be given");
	const char *wrong = reference_repository(argv[optind]);

	if (wrong)
		usage_error("%s: %s", argv[optind], wrong);
	_cleanup_(digestlist_free) struct digestlist list = digestlist_read(argv[optind + 1]);
	_cleanup_free_ char *repository = reference_full(argv[optind]);

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		die(EXIT_SYSTEM, "libcurl does not start");
	_cleanup_(registry_close) struct registry *registry =
		registry_open(repository, &(struct stringlist){0}, insecure);

	ask(registry, &list);
	return close_stdout();
}
