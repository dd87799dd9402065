/* SPDX-License-Identifier: MIT */
/* layer: the deterministic OCI layer of one or several wheels.
 *
 * It holds what `pip install` would write (install.h), each file's deflate stream as it is in the
 * wheel (layerfile.h). Files stand in path_compare's order, directories before what lies in them.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "layers/contents.h"
#include "layers/install.h"
#include "layers/layerfile.h"
#include "layers/wheelargs.h"
#include "layers/wheelset.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "lib/path.h"
#include "pypa/tags.h"
#include "store/key.h"
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

enum { MAX_PARTS = 100 };

struct options {
	const char *prefix, *site, *interpreter;
	unsigned python_major, python_minor;
	unsigned part, parts;
	bool recall;
	const char **bytecode; /* as many as there are arguments at most */
	size_t bytecode_count;
	struct owner_rules owners;
	struct allowance allowance;
	const char *files, *out, *store;
};

/* --- the command line -------------------------------------------------------- */

static const char *image_path(const char *option, const char *path)
{
	const char *flaw = *path == '/' ? path_flaw(path + 1) : "is not absolute";

	if (flaw || ends_with(path, "/") || strpbrk(path, "\"'$`"))
		usage_error("%s: '%s' %s", option, path,
			flaw ? flaw
			     : "ends in a slash, or has a character with a meaning in shells");
	return path;
}

static void take_part(struct options *options, char *value)
{
	char *slash = strchr(value, '/');

	if (!slash)
		usage_error("--part: '%s' is not I/N", value);
	*slash = '\0';
	options->parts = (unsigned)option_number("--part", slash + 1, 1, MAX_PARTS);
	options->part = (unsigned)option_number("--part", value, 1, options->parts);
}

static void take_owner(struct options *options, const char *rule)
{
	const char *flaw = owner_rules_add(&options->owners, rule);

	if (flaw)
		usage_error("--owner: '%s' %s", rule, flaw);
}

static void check_options(const struct options *options, int wheels)
{
	if (!options->python_major || !options->prefix || !options->site)
		usage_error("--python, --prefix and --site are needed");
	if (!options->out == !options->store)
		usage_error("one of -o and --store is needed");
	if (options->recall && (!options->store || options->files))
		usage_error("--recall is for --store without --files");
	if (wheels < 1)
		usage_error("a wheel is needed");
	if (wheels > 1 && options->parts > 1)
		usage_error("--part is for one wheel");
}

enum {
	PYTHON = 256,
	PREFIX,
	SITE,
	INTERPRETER,
	PART,
	BYTECODE,
	OWNER,
	ALLOW_WHEEL,
	FILES,
	STORE,
	RECALL
};

static const struct option names[] = {
	{"python", required_argument, NULL, PYTHON},
	{"prefix", required_argument, NULL, PREFIX},
	{"site", required_argument, NULL, SITE},
	{"interpreter", required_argument, NULL, INTERPRETER},
	{"part", required_argument, NULL, PART},
	{"bytecode", required_argument, NULL, BYTECODE},
	{"owner", required_argument, NULL, OWNER},
	{"allow-wheel", required_argument, NULL, ALLOW_WHEEL},
	{"files", required_argument, NULL, FILES},
	{"store", required_argument, NULL, STORE},
	{"recall", no_argument, NULL, RECALL},
	{NULL, 0, NULL, 0},
};

/* Takes the value of OPTION from optarg; false of what is none. */
static bool take_option(struct options *options, int option)
{
	switch (option) {
	case PYTHON:
		if (!target_parse_version(optarg, &options->python_major, &options->python_minor))
			usage_error("--python: '%s' is not a version such as 3.12", optarg);
		break;
	case PREFIX:
		options->prefix = image_path("--prefix", optarg);
		break;
	case SITE:
		options->site = image_path("--site", optarg);
		break;
	case INTERPRETER:
		options->interpreter = image_path("--interpreter", optarg);
		break;
	case PART:
		take_part(options, optarg);
		break;
	case BYTECODE:
		options->bytecode[options->bytecode_count++] = optarg;
		break;
	case OWNER:
		take_owner(options, optarg);
		break;
	case ALLOW_WHEEL:
		if (!allowance_add(&options->allowance, optarg))
			usage_error("--allow-wheel: '%s' is not a SHA-256 in hexadecimal", optarg);
		break;
	case FILES:
		options->files = optarg;
		break;
	case STORE:
		options->store = optarg;
		break;
	case RECALL:
		options->recall = true;
		break;
	case 'o':
		options->out = optarg;
		break;
	default:
		return false;
	}
	return true;
}

static struct options take_options(int argc, char **argv)
{
	struct options options = {
		.part = 1, .parts = 1, .bytecode = xalloc((size_t)argc, sizeof *options.bytecode)};
	int option;

	while ((option = getopt_long(argc, argv, "o:", names, NULL)) != -1)
		if (!take_option(&options, option))
			option_error(argv);
	check_options(&options, argc - optind);
	return options;
}

static struct wheelargs wheels_of(const struct options *options, char **arguments, int count)
{
	struct wheelargs wheels = wheelargs_read(arguments, (size_t)count);

	for (size_t i = 0; i < options->bytecode_count; i++) {
		const char *flaw = wheelargs_take_bytecode(&wheels, options->bytecode[i]);

		if (flaw)
			usage_error("--bytecode: '%s' %s", options->bytecode[i], flaw);
	}
	return wheels;
}

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
static struct digest deliver_list(
	const struct options *options, const struct contents *contents, const struct store *store)
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

static json_t *make_layer(const struct options *options, const struct environment *to,
	const struct store *store, const struct wheelargs *wheels)
{
	_cleanup_(inflate_free) struct inflate *inflate = inflate_new();
	_cleanup_(wheelset_free) struct wheelset set =
		wheelset_open(wheels, &options->allowance, to, inflate);
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

	json_object_set_new(json, "distributions", wheelset_distributions(&set, inflate));
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

/* KIND FILENAME and the digest of PATH, which is returned. */
static struct digest add_file(struct key *key, const char *kind, const char *filename,
	const char *path, const struct store *store)
{
	struct digest digest = results_digest(store, path);
	_cleanup_free_ char *name = xprintf("%s %s", kind, filename ? filename : digest.hex);

	key_add(key, name, digest.hex);
	return digest;
}

/* The rules count where there can be something to settle. */
static void add_owners(
	struct key *key, const struct options *options, const struct wheelargs *wheels)
{
	_cleanup_(text_free) struct text rules = {0};

	if (wheels->count == 1 || options->owners.count == 0)
		return;
	for (size_t i = 0; i < options->owners.count; i++)
		text_printf(&rules, "%s\n", options->owners.list[i].text);
	key_add(key, "owners", text_string(&rules));
}

static struct digest key_of(const struct options *options, const struct environment *to,
	const struct store *store, const struct wheelargs *wheels)
{
	_cleanup_free_ char *python =
		xprintf("%u.%u", options->python_major, options->python_minor);
	_cleanup_free_ char *part = xprintf("%u/%u", options->part, options->parts);
	_cleanup_(key_free) struct key key = results_key(STAGE_layer);

	key_add(&key, "python", python);
	key_add(&key, "prefix", to->prefix);
	key_add(&key, "site", to->site);
	key_add(&key, "interpreter", to->interpreter);
	key_add(&key, "part", part);
	for (size_t i = 0; i < wheels->count; i++) {
		const struct wheelarg *wheel = &wheels->list[i];

		struct digest digest = add_file(&key, "wheel", wheel->filename, wheel->path, store);

		if (allowance_has(&options->allowance,
			    &digest)) /* a declaration that is withdrawn counts */
			key_add(&key, digest.hex, "allowed");
		if (wheel->bytecode)
			add_file(&key, "bytecode", wheel->filename, wheel->bytecode, store);
	}
	add_owners(&key, options, wheels);
	return key_end(&key, NULL);
}

static json_t *recall_or_make(const struct options *options, const struct environment *to,
	const struct store *store, const struct wheelargs *wheels)
{
	static const char *const members[] = {"digest", "files", NULL};
	struct digest key = key_of(options, to, store, wheels);
	json_t *json = results_recall(store, STAGE_layer, &key, members);

	if (!json) {
		json = make_layer(options, to, store, wheels);
		results_keep(store, STAGE_layer, &key, json);
	}
	return json;
}

int main(int argc, char **argv)
{
	options_begin(&argc, &argv, usage);
	struct options options = take_options(argc, argv);
	_cleanup_(environment_free) struct environment to = environment_at(options.prefix,
		options.site, options.interpreter, options.python_major, options.python_minor);
	options.owners.prefix = options.prefix + 1;
	options.owners.site = options.site + 1;
	_cleanup_(store_close) struct store store = store_open(options.store ? options.store : "");
	_cleanup_(wheelargs_free) struct wheelargs wheels =
		wheels_of(&options, argv + optind, argc - optind);
	_cleanup_json_ json_t *json =
		(options.recall ? recall_or_make : make_layer)(&options, &to, &store, &wheels);

	if (options.part == 1)
		say_flaws(json);
	json_print(json);
	cleanup_free(&options.bytecode);
	owner_rules_free(&options.owners);
	allowance_free(&options.allowance);
	return close_stdout();
}
