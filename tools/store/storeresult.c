/* SPDX-License-Identifier: MIT */
/* storeresult: a result that the store keeps, for programs that are not in C. */
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "store/results.h"

static const char usage[] = "usage: storeresult recall --store DIR STAGE KEY...\n"
			    "       storeresult keep --store DIR STAGE KEY\n"
			    "\n"
			    "recall prints what a stage made before under each key, a line of "
			    "JSON, or null; keep reads "
			    "it\n"
			    "from standard input.\n"
			    "\n"
			    "  --store DIR  the content-addressed store\n"
			    "  -h, --help   print this\n";

/* As much as is recalled. */
enum { LARGEST = 64 << 20 };

static struct digest key_of(const char *text)
{
	struct digest key;

	if (strlen(text) != sizeof key.hex - 1 || !digest_parse(text, &key))
		usage_error("'%s' is not a key", text);
	return key;
}

static void recall(const struct store *store, enum stage stage, const char *text)
{
	static const char *const no_members[] = {NULL};
	const struct digest key = key_of(text);
	_cleanup_json_ json_t *result = results_recall(store, stage, &key, no_members);

	if (result)
		json_print(result);
	else
		puts("null");
}

/* What JSON has and C's strings do not, as a NUL, cannot be recalled, so that it is not kept. */
static void keep(const struct store *store, enum stage stage, const char *text)
{
	const struct digest key = key_of(text);
	_cleanup_(text_free) struct text given = file_read("-", LARGEST);
	_cleanup_json_ json_t *all =
		json_loadb(text_string(&given), given.length, JSON_ALLOW_NUL, NULL);
	_cleanup_json_ json_t *result = json_loadb(text_string(&given), given.length, 0, NULL);

	if (!json_is_object(all))
		die(EXIT_NO, "standard input: not a JSON object");
	if (result)
		results_keep(store, stage, &key, result);
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {{"store", required_argument, NULL, 's'}, {0}};
	const char *root = NULL;
	enum stage stage;

	options_begin(&argc, &argv, usage);
	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (c != 's')
			option_error(argv);
		root = optarg;
	}
	argc -= optind;
	argv += optind;
	if (!root || argc < 3)
		usage_error("--store, what is done, a stage and a key must be given");
	bool recalls = strcmp(argv[0], "recall") == 0;

	if (!recalls && (strcmp(argv[0], "keep") != 0 || argc > 3))
		usage_error("'%s' is neither to recall nor to keep one result", argv[0]);
	if (!results_stage(argv[1], &stage))
		usage_error("'%s' is not a stage", argv[1]);
	_cleanup_(store_close) struct store store = store_open(root);

	if (!recalls)
		keep(&store, stage, argv[2]);
	for (int i = 2; recalls && i < argc; i++)
		recall(&store, stage, argv[i]);
	return close_stdout();
}
