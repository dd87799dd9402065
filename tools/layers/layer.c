/* SPDX-License-Identifier: MIT */
/* layer: the deterministic OCI layer of one or several wheels.
 *
 * It holds what `pip install` would write (install.h), each file's deflate stream as it is in the
 * wheel (layerfile.h). Files stand in path_compare's order, directories before what lies in them.
 */
#include <string.h>

#include "layers/contents.h"
#include "layers/layerfile.h"
#include "layers/layerkey.h"
#include "layers/layeroptions.h"
#include "layers/wheelset.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/options.h"
#include "store/results.h"
#include "store/store.h"
#include "zip/inflate.h"

static const char usage[] =
	"usage: layer --python X.Y --prefix PREFIX --site DIR [--interpreter PATH] [--part I/N]\n"
	"             [--bytecode FILENAME.whl=PATH]... [--owner GLOB=PACKAGE]...\n"
	"             [--allow-wheel SHA256]... [--files F]\n"
	"             (-o OUT | --store DIR [--recall]) WHEEL...\n"
	"\n"
	"Makes one OCI layer of what `pip install` would write, and prints its descriptor.\n"
	"WHEEL is a path, or FILENAME.whl=PATH when the file has another name.\n"
	"\n"
	"  --python X.Y        the image's Python\n"
	"  --prefix PREFIX     of the virtual environment in the image; scripts go to PREFIX/bin\n"
	"  --site DIR          its site-packages\n"
	"  --interpreter PATH  for the scripts' #! lines; PREFIX/bin/python3 if not given\n"
	"  --part I/N          the Ith of N layers for one large wheel\n"
	"  --bytecode FILENAME.whl=PATH\n"
	"                      the archive of that wheel's .pyc files\n"
	"  --owner GLOB=PACKAGE\n"
	"                      whose file it is where several wheels have different ones\n"
	"  --allow-wheel SHA256\n"
	"                      take the wheel of this hash with flaws that could mislead\n"
	"  --files F           write mode, sha256 and path of each file to F\n"
	"  -o OUT              where the layer goes\n"
	"  --store DIR         put the layer and the list of files into that store instead\n"
	"  --recall            take from the store what was made before of the same\n"
	"  -h, --help          this text\n";

/* --- the result -------------------------------------------------------------- */

/* Says once what the user should know of the wheels of the layer. */
static void say_flaws(const json_t *layer)
{
	const json_t *flaw;
	size_t i;

	json_array_foreach (json_object_get(layer, "flaws"), i, flaw)
		warn("%s: %s; %s", json_string_value(json_object_get(flaw, "wheel")),
			json_string_value(json_object_get(flaw, "flaw")),
			json_object_get(flaw, "allowed") ? "taken, as PYLOCK_ALLOW_WHEEL says"
							 : "taken, see pylock-wheels(7)");
}

/* The .py files that the bytecode has no .pyc of. */
static json_t *uncompiled(const struct contents *contents)
{
	json_t *json = json_array();

	for (size_t i = 0; i < contents->count; i++) {
		_cleanup_free_ char *path = installed_path(contents->files[i]);

		if (contents->files[i]->uncompiled)
			json_array_append_new(json, json_string(path));
	}
	return json;
}

/* The list of files goes to the store or to where the options say. Returns its digest. */
static struct digest deliver_list(const struct layer_options *options,
	const struct contents *contents, const struct store *store)
{
	_cleanup_(newfile_abandon) struct newfile file =
		options->store ? store_create(store) : newfile_create(options->files);
	struct digest digest = contents_list(contents, &file);

	if (options->store)
		store_commit(store, &file, &digest, false);
	else
		newfile_commit(&file, 0644, false);
	if (options->store && options->files)
		store_export(store, &digest, options->files);
	return digest;
}

/* What METADATA says of each wheel, and how many files and bytes of it the layer has. */
static json_t *distributions_of(
	const struct wheelset *set, const struct contents *contents, struct inflate *inflate)
{
	json_t *distributions = wheelset_distributions(set, inflate);

	for (size_t i = 0; i < set->count; i++) {
		json_t *distribution = json_array_get(distributions, i);
		uint64_t files = 0, bytes = 0;

		for (size_t k = 0; k < contents->count; k++) {
			if (contents->files[k]->wheel != set->wheels[i])
				continue;
			files++;
			bytes += installed_size(contents->files[k]);
		}
		json_object_set_new(distribution, "files", json_integer((json_int_t)files));
		json_object_set_new(distribution, "bytes", json_integer((json_int_t)bytes));
	}
	return distributions;
}

static json_t *make_layer(const struct layer_options *options, const struct environment *to,
	const struct store *store)
{
	_cleanup_(inflate_free) struct inflate *inflate = inflate_new();
	_cleanup_(wheelset_free) struct wheelset set =
		wheelset_open(&options->wheels, &options->allowance, to, inflate);
	_cleanup_json_ json_t *owned = json_array(), *stand_ins = json_array();
	struct settlement settlement = {&options->owners, inflate, owned, stand_ins};
	_cleanup_(contents_free) struct contents contents =
		contents_of(set.installations, set.count, to, &settlement);
	_cleanup_json_ json_t *notes = wheelset_annotations(&set, options->part, options->parts);

	contents_take_part(&contents, options->part, options->parts);
	_cleanup_(newfile_abandon) struct newfile file =
		options->store ? store_create(store) : newfile_create(options->out);
	struct layerfile layer;

	layerfile_begin(&layer, &file);
	contents_write(&contents, to, &layer, inflate);
	struct layer_descriptor descriptor = layerfile_end(&layer);
	json_t *json = layer_descriptor_json(&descriptor, notes);

	json_object_set_new(json, "distributions", distributions_of(&set, &contents, inflate));
	if (json_array_size(owned) > 0)
		json_object_set(json, "owned", owned);
	if (json_array_size(stand_ins) > 0)
		json_object_set(json, "standIns", stand_ins);
	_cleanup_json_ json_t *flaws = wheelset_flaws(&set);

	if (json_array_size(flaws) > 0)
		json_object_set(json, "flaws", flaws);
	if (options->bytecode_count > 0)
		json_object_set_new(json, "uncompiled", uncompiled(&contents));
	if (options->store || options->files) {
		struct digest list = deliver_list(options, &contents, store);

		json_object_set_new(json, "files", json_sprintf("sha256:%s", list.hex));
	}
	if (options->store)
		store_commit(store, &file, &descriptor.digest, false);
	else
		newfile_commit(&file, 0644, false);
	return json;
}

/* --- what was made before ---------------------------------------------------- */

static void hash_contents(struct wheelargs *wheels, const struct store *store)
{
	for (size_t i = 0; i < wheels->count; i++) {
		struct wheelarg *wheel = &wheels->list[i];

		wheel->digest = results_digest(store, wheel->path);
		if (wheel->bytecode)
			wheel->bytecode_digest = results_digest(store, wheel->bytecode);
	}
}

/* What is printed with a recalled layer, and with one that is made: by what it is known, and of
 * what it was made. */
static void add_sources(json_t *json, const struct digest *key, const struct wheelargs *wheels)
{
	json_t *list = json_array();

	for (size_t i = 0; i < wheels->count; i++)
		json_array_append_new(list, json_string(wheels->list[i].digest.hex));
	json_object_set_new(json, "key", json_string(key->hex));
	json_object_set_new(json, "wheels", list);
}

static json_t *recall_or_make(
	struct layer_options *options, const struct environment *to, const struct store *store)
{
	static const char *const members[] = {"digest", "files", NULL};

	hash_contents(&options->wheels, store);
	struct digest key = layerkey(options, to);
	json_t *json = results_recall(store, STAGE_layer, &key, members);

	if (!json) {
		json = make_layer(options, to, store);
		results_keep(store, STAGE_layer, &key, json);
	}
	add_sources(json, &key, &options->wheels);
	return json;
}

int main(int argc, char **argv)
{
	options_begin(&argc, &argv, usage);
	_cleanup_(layer_options_free) struct layer_options options = layer_options_take(argc, argv);
	_cleanup_(environment_free) struct environment to = environment_at(options.prefix,
		options.site, options.interpreter, options.python_major, options.python_minor);
	_cleanup_(store_close) struct store store = store_open(options.store ? options.store : "");
	_cleanup_json_ json_t *json = options.recall ? recall_or_make(&options, &to, &store)
						     : make_layer(&options, &to, &store);

	if (options.part == 1)
		say_flaws(json);
	json_print(json);
	return close_stdout();
}
