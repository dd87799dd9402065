/* SPDX-License-Identifier: MIT */
/* layerlock: what is known of an image's layers apart from their bytes, in layers.<target>.lock. */
#include <getopt.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "pypa/target.h"
#include "records/baserecord.h"
#include "records/layerrows.h"
#include "records/lockupdate.h"
#include "records/recall.h"
#include "records/record.h"
#include "records/recordfile.h"

static const char usage[] =
	"usage: layerlock update [--store DIR --pack X.Y,X.Y] [--locked]\n"
	"                 [--base LAYOUT [--platform OS/ARCH[/VARIANT]] [--base-key KEY]]\n"
	"                 LOCK LAYER.json...\n"
	"       layerlock recall --store DIR --plan PLAN.json [--built FILE] [--base-key KEY]\n"
	"                 -o DIR LOCK\n"
	"\n"
	"update brings the lock of layers up to date with what was printed of the layers; one "
	"that\n"
	"the lock has otherwise is an error. recall writes into a directory what the lock and the\n"
	"records in the store know of the plan's layers, and prints the records that are not "
	"there.\n"
	"\n"
	"  --store DIR   the content-addressed store\n"
	"  --pack X.Y,X.Y\n"
	"                put the records of layers that have none into the store: the versions of "
	"the\n"
	"                image's Python, and of the one that parsed its sources\n"
	"  --locked      compare, and write nothing\n"
	"  --base LAYOUT the base's layout: its layers have rows, too\n"
	"  --platform P  of a layout that has several images, the one for that platform\n"
	"  --base-key KEY\n"
	"                the key of the base, which has a record then, of files beside its layout\n"
	"  --plan FILE   plan.json of lockplan\n"
	"  --built FILE  built.<target>.lock: the wheels of sdists\n"
	"  -o DIR        where the base's files go, and layers/NAME.json, which are not there\n"
	"  -h, --help    print this\n";

struct arguments {
	const char *command, *store, *plan, *built, *output;
	struct lockupdate update; /* has what both have, too */
	struct record_parser parser;
	struct platform platform;
};

static void check(const struct arguments *arguments, int rest)
{
	bool update = strcmp(arguments->command, "update") == 0;

	if (!update && strcmp(arguments->command, "recall") != 0)
		usage_error("'%s' is neither update nor recall", arguments->command);
	if (rest < 1 || (!update && rest > 1))
		usage_error("a lock must be given%s", update ? "" : ", and nothing after it");
	if (update && (arguments->plan || arguments->built || arguments->output))
		usage_error("--plan, --built and -o are for recall");
	if (update && arguments->update.parser && !arguments->store)
		usage_error("--pack needs --store");
	if (update && *arguments->update.base_key.hex && !arguments->update.base)
		usage_error("--base-key needs --base");
	if (!update && (!arguments->store || !arguments->plan || !arguments->output))
		usage_error("recall: --store, --plan and -o must be given");
	if (update && arguments->update.platform && !arguments->update.base)
		usage_error("--platform needs --base");
	if (!update && (arguments->update.parser || arguments->update.locked ||
			       arguments->update.base || arguments->update.platform))
		usage_error("--pack, --locked, --base and --platform are for update");
}

static void take_versions(struct arguments *arguments, char *versions)
{
	char *comma = strchr(versions, ',');
	unsigned major, minor;

	if (comma)
		*comma++ = '\0';
	if (!comma || !target_parse_version(versions, &major, &minor) ||
		!target_parse_version(comma, &major, &minor))
		usage_error("--pack: not two versions such as 3.12,3.12");
	arguments->parser = (struct record_parser){versions, comma};
	arguments->update.parser = &arguments->parser;
}

static void take_platform(struct arguments *arguments, char *text)
{
	if (!platform_parse(text, &arguments->platform))
		usage_error("--platform: not of the form OS/ARCH[/VARIANT]");
	arguments->update.platform = &arguments->platform;
}

static void parse_arguments(int argc, char *argv[], struct arguments *arguments)
{
	static const struct option options[] = {
		{"store", required_argument, NULL, 's'},
		{"pack", required_argument, NULL, 'k'},
		{"locked", no_argument, NULL, 'l'},
		{"base", required_argument, NULL, 'e'},
		{"base-key", required_argument, NULL, 'y'},
		{"platform", required_argument, NULL, 'm'},
		{"plan", required_argument, NULL, 'p'},
		{"built", required_argument, NULL, 'b'},
		{0},
	};
	for (int c; (c = getopt_long(argc, argv, "o:", options, NULL)) != -1;) {
		if (c == 's')
			arguments->store = optarg;
		else if (c == 'k')
			take_versions(arguments, optarg);
		else if (c == 'l')
			arguments->update.locked = true;
		else if (c == 'e')
			arguments->update.base = optarg;
		else if (c == 'y' && !digest_parse(optarg, &arguments->update.base_key))
			usage_error("--base-key: '%s' is not a key", optarg);
		else if (c == 'm')
			take_platform(arguments, optarg);
		else if (c == 'p')
			arguments->plan = optarg;
		else if (c == 'b')
			arguments->built = optarg;
		else if (c == 'o')
			arguments->output = optarg;
		else if (c != 'y')
			option_error(argv);
	}
	if (optind == argc)
		usage_error("update or recall must be given");
	arguments->command = argv[optind++];
	check(arguments, argc - optind);
	arguments->update.lock = argv[optind++];
	arguments->update.layers = argv + optind;
	arguments->update.count = (size_t)(argc - optind);
}

/* --- recall ------------------------------------------------------------------ */

struct recalling {
	const struct arguments *arguments;
	struct store store;
};

/* Whether the row's record is in the store; else it is one that is wanted. */
static bool has_record(const struct store *store, const struct layer_row *row)
{
	bool has = store_has(store, &row->record, NULL);

	if (!has)
		printf("sha256:%s\n", row->record.hex);
	return has;
}

static void recall_base(const struct recalling *recalling, const struct layer_lock *lock)
{
	const char *directory = recalling->arguments->output;
	_cleanup_free_ char *index = xprintf("%s/base/index.json", directory);
	const struct layer_row *row =
		layer_lock_find(lock, "base.1", &recalling->arguments->update.base_key);

	if (row && *row->record.hex && access(index, F_OK) < 0 &&
		has_record(&recalling->store, row))
		baserecord_unpack(&recalling->store, &row->record, directory);
}

static void recall_one(void *context, const char *name, const struct layer_row *row)
{
	const struct recalling *recalling = context;
	_cleanup_free_ char *path =
		xprintf("%s/layers/%s.json", recalling->arguments->output, name);

	if (access(path, F_OK) == 0 || !has_record(&recalling->store, row))
		return;
	_cleanup_json_ json_t *layer = record_unpack(&recalling->store, row);
	_cleanup_(text_free) struct text text = json_canonical(layer);

	text_add_char(&text, '\n');
	file_write(path, text.bytes, text.length);
}

static void recall(const struct arguments *arguments)
{
	_cleanup_(layer_lock_free) struct layer_lock lock = layer_lock_read(arguments->update.lock);
	_cleanup_json_ json_t *plan = json_read(arguments->plan, RECORD_LARGEST);
	_cleanup_json_ json_t *built =
		arguments->built ? json_read(arguments->built, RECORD_LARGEST) : NULL;
	struct recalling recalling = {arguments, store_open(arguments->store)};
	struct recall given = {
		.lock = &lock, .plan = plan, .built = built, .where = arguments->plan};

	recall_base(&recalling, &lock);
	recall_each(&given, recall_one, &recalling);
	store_close(&recalling.store);
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	struct arguments arguments = {0};

	parse_arguments(argc, argv, &arguments);
	if (strcmp(arguments.command, "recall") == 0) {
		recall(&arguments);
		return close_stdout();
	}
	_cleanup_(store_close) struct store store =
		store_open(arguments.store ? arguments.store : "");

	lockupdate(&arguments.update, &store);
	return close_stdout();
}
