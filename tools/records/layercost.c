/* SPDX-License-Identifier: MIT */
/* layercost: what an image's layers are and what is there of them, by the locks and the store. */
#include <getopt.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "records/recall.h"
#include "records/record.h"
#include "records/recordfile.h"
#include "store/results.h"

static const char usage[] =
	"usage: layercost --store DIR --plan PLAN.json [--built FILE] [--base-key KEY] LOCK\n"
	"\n"
	"Prints, as JSON, what is known of the layers of a plan by their lock and the store, and "
	"which\n"
	"files, wheels and layers the store has. Nothing is fetched or made.\n"
	"\n"
	"  --store DIR     the content-addressed store\n"
	"  --plan FILE     plan.json of lockplan\n"
	"  --built FILE    built.<target>.lock: the wheels of sdists\n"
	"  --base-key KEY  the key of the base: rows of another are left out\n"
	"  -h, --help      print this\n";

struct arguments {
	const char *store, *plan, *built, *lock;
	struct digest base_key;
};

static struct arguments parse_arguments(int argc, char *argv[])
{
	static const struct option options[] = {
		{"store", required_argument, NULL, 's'},
		{"plan", required_argument, NULL, 'p'},
		{"built", required_argument, NULL, 'b'},
		{"base-key", required_argument, NULL, 'y'},
		{0},
	};
	struct arguments arguments = {0};

	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (c == 's')
			arguments.store = optarg;
		else if (c == 'p')
			arguments.plan = optarg;
		else if (c == 'b')
			arguments.built = optarg;
		else if (c == 'y' && !digest_parse(optarg, &arguments.base_key))
			usage_error("--base-key: '%s' is not a key", optarg);
		else if (c != 'y')
			option_error(argv);
	}
	if (!arguments.store || !arguments.plan || argc - optind != 1)
		usage_error("--store, --plan and a lock must be given");
	arguments.lock = argv[optind];
	return arguments;
}

/* What is read, and what is printed of it. */
struct costing {
	struct store store;
	struct layer_lock lock;
	struct recall recall;
	json_t *packages, *layers;
};

static bool has(const struct store *store, const json_t *sha256)
{
	struct digest digest;

	return json_is_string(sha256) && digest_parse(json_string_value(sha256), &digest) &&
	       store_has(store, &digest, NULL);
}

/* --- packages ---------------------------------------------------------------- */

static void add_package(struct costing *costing, const json_t *package)
{
	const char *where = costing->recall.where;
	const json_t *file = json_want_object(package, "file", where);
	const char *name = json_want_string(package, "name", where);
	const json_t *wheel =
		json_object_get(json_object_get(costing->recall.built, name), "wheel");
	bool sdist = strcmp(json_want_string(file, "kind", where), "sdist") == 0;

	json_array_append_new(costing->packages,
		json_pack("{s:s, s:s, s:s, s:O, s:O*, s:b, s:b}", "name", name, "version",
			json_want_string(package, "version", where), "filename",
			json_want_string(file, "filename", where), "kind",
			json_object_get(file, "kind"), "size", json_object_get(file, "size"),
			"here", has(&costing->store, json_object_get(file, "sha256")), "built",
			!sdist || has(&costing->store, json_object_get(wheel, "sha256"))));
}

/* --- layers ------------------------------------------------------------------ */

/* What was printed of the layer, from its record or from what the store kept; NULL when there is
 * neither. */
static json_t *description(const struct costing *costing, const struct recalled *recalled)
{
	static const char *const no_members[] = {NULL};
	const struct layer_row *row = recalled->row;

	if (row && *row->record.hex && store_has(&costing->store, &row->record, NULL))
		return record_unpack(&costing->store, row);
	return recalled->key
		       ? results_recall(&costing->store, STAGE_layer, recalled->key, no_members)
		       : NULL;
}

static void set_known(json_t *json, const json_t *layer)
{
	static const char *const members[] = {
		"digest", "size", "uncompressedSize", "distributions"};

	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		if (json_object_get(layer, members[i]))
			json_object_set(json, members[i], json_object_get(layer, members[i]));
}

static void set_row(json_t *json, const struct layer_row *row)
{
	json_object_set_new(json, "digest", json_sprintf("sha256:%s", row->digest.hex));
	json_object_set_new(json, "size", json_integer((json_int_t)row->size));
	if (row->uncompressed_size >= 0)
		json_object_set_new(
			json, "uncompressedSize", json_integer((json_int_t)row->uncompressed_size));
}

static void add_layer(void *context, const struct recalled *recalled)
{
	struct costing *costing = context;
	_cleanup_json_ json_t *known = description(costing, recalled);
	json_t *json = json_pack("{s:s, s:O, s:O*, s:O*}", "name", recalled->name, "packages",
		json_object_get(recalled->layer, "packages"), "planned",
		json_object_get(recalled->layer, "size"), "serial",
		json_object_get(recalled->layer, "serial"));

	set_known(json, known);
	if (recalled->row)
		set_row(json, recalled->row);
	json_object_set_new(
		json, "here", json_boolean(has(&costing->store, json_object_get(json, "digest"))));
	json_array_append_new(costing->layers, json);
}

/* The rows that are of no package: of the base, by its key, and of the rest as they are. */
static json_t *other_rows(const struct costing *costing, const struct digest *base_key)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < costing->lock.count; i++) {
		const struct layer_row *row = &costing->lock.rows[i];
		bool of_base = starts_with(row->name, "base.");

		if (of_base ? *base_key->hex && !digest_equal(&row->key, base_key)
			    : strcmp(row->name, "skeleton") != 0 &&
					strcmp(row->name, "documents") != 0 &&
					strcmp(row->name, "interpreter") != 0)
			continue;
		json_t *json = json_pack("{s:s, s:b}", "name", row->name, "here",
			store_has(&costing->store, &row->digest, NULL));

		set_row(json, row);
		json_array_append_new(rows, json);
	}
	return rows;
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	struct arguments arguments = parse_arguments(argc, argv);
	_cleanup_json_ json_t *plan = json_read(arguments.plan, RECORD_LARGEST);
	_cleanup_json_ json_t *built =
		arguments.built ? json_read(arguments.built, RECORD_LARGEST) : NULL;
	struct costing costing = {
		.store = store_open(arguments.store),
		.lock = layer_lock_read(arguments.lock),
		.packages = json_array(),
		.layers = json_array(),
	};
	const json_t *package;
	size_t i;

	costing.recall = (struct recall){
		.lock = &costing.lock, .plan = plan, .built = built, .where = arguments.plan};
	json_array_foreach (json_want_array(plan, "packages", arguments.plan), i, package)
		add_package(&costing, package);
	recall_plan(&costing.recall, add_layer, &costing);
	_cleanup_json_ json_t *all = json_pack("{s:o, s:o, s:o}", "packages", costing.packages,
		"layers", costing.layers, "others", other_rows(&costing, &arguments.base_key));

	json_print(all);
	layer_lock_free(&costing.lock);
	store_close(&costing.store);
	return close_stdout();
}
