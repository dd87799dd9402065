/* SPDX-License-Identifier: MIT */
/* inspect: what is in an image, read as a stranger would: evidence for a judgement, as JSON. */
#include <inttypes.h>
#include <string.h>

#include "elf/machine.h"
#include "evidence/chosenfiles.h"
#include "evidence/closure.h"
#include "evidence/distributions.h"
#include "evidence/evidencestore.h"
#include "evidence/filesystem.h"
#include "evidence/inspectoptions.h"
#include "evidence/interpreters.h"
#include "evidence/startup.h"
#include "evidence/wheelfiles.h"
#include "image/manifest.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/options.h"

static const char usage[] =
	"usage: inspect [--store DIR] [--prefix PREFIX] [--site DIR]... [--pyc X.Y]\n"
	"               [--origins FILE --python X.Y [--allow-wheel SHA256]...] LAYOUT\n"
	"\n"
	"Reads the image of an OCI image layout and prints what is in it, as JSON.\n"
	"\n"
	"  --store DIR      remember there what a layer holds, so that it is read once\n"
	"  --prefix PREFIX  the virtual environment in the image (/opt/venv)\n"
	"  --site DIR       a directory of packages in the image, besides all that are named "
	"site-packages\n"
	"                   or dist-packages\n"
	"  --pyc X.Y        look for the .pyc files of that version of Python\n"
	"  --origins FILE   hold the files against the wheels and lists of that file, which are in "
	"the store\n"
	"  --python X.Y     the image's Python, for that\n"
	"  --allow-wheel SHA256\n"
	"                   a wheel whose flaws were allowed\n"
	"  -h, --help       print this\n";

/* All that is known of an image. */
struct inspection {
	const struct inspect_options *options;
	struct image image;
	struct examined *layers;
	struct filesystem filesystem;
	struct distributions distributions;
	struct loader loader;
	struct closure *closure;
	json_t *origins; /* of wheelfiles_compare; or NULL */
};

static void inspect(
	struct inspection *inspection, const struct layout *layout, const struct store *store)
{
	const struct image *image = &inspection->image;

	inspection->layers = examine_layers(store, image, layout);
	for (size_t i = 0; i < image->layer_count; i++) {
		_cleanup_free_ char *blob = layout_blob(layout, &image->layers[i].digest);

		filesystem_apply(&inspection->filesystem, &inspection->layers[i].evidence,
			(unsigned)i, blob);
	}
	for (size_t i = 0; i < image->layer_count; i++)
		distributions_add(&inspection->distributions, &inspection->filesystem,
			&inspection->layers[i].evidence, (unsigned)i);
	distributions_sort(&inspection->distributions);
	for (size_t i = 0; i < image->layer_count; i++)
		distributions_check(&inspection->distributions, &inspection->filesystem,
			&inspection->layers[i].evidence, (unsigned)i);
}

/* Before anything that could change what the image is taken to be. */
static void compare_origins(struct inspection *inspection, const struct store *store)
{
	const struct inspect_options *options = inspection->options;
	_cleanup_free_ char *prefix = xprintf("/%s", options->prefix),
			    *site = xprintf("/%s", options->sites[0]);
	_cleanup_(environment_free) struct environment environment =
		environment_at(prefix, site, NULL, options->install_major, options->install_minor);
	_cleanup_(origins_free) struct origins origins = origins_read(options->origins);
	const struct wheelfiles image = {.store = store,
		.environment = &environment,
		.allowance = &options->allowance,
		.image = &inspection->image,
		.filesystem = &inspection->filesystem,
		.layers = inspection->layers};

	inspection->origins = wheelfiles_compare(&image, &origins);
}

static void examine_elf(struct inspection *inspection)
{
	const struct image *image = &inspection->image;
	_cleanup_free_ char *python = xprintf("%s/bin/python3", inspection->options->prefix);
	_cleanup_free_ const struct evidence **layers = xalloc(image->layer_count, sizeof *layers);

	for (size_t i = 0; i < image->layer_count; i++)
		layers[i] = &inspection->layers[i].evidence;
	loader_begin(&inspection->loader, &inspection->filesystem, layers, image->layer_count,
		python, image_variable(image, "LD_LIBRARY_PATH"));
	inspection->closure = closure_examine(&inspection->loader);
}

/* --- what is printed ----------------------------------------------------- */

/* Prints one element of an array; VALUE is consumed. */
static void print_element(bool *first, json_t *value)
{
	_cleanup_(text_free) struct text text = json_canonical(value);

	printf("%s%s", *first ? "" : ",", text_string(&text));
	*first = false;
	json_decref(value);
}

static json_t *elf_json(const struct inspection *inspection, const struct file *file, uint32_t node,
	const char *path)
{
	char buffer[ELF_MACHINE_LONGEST];
	const char *owner =
		file->owner == NO_OWNER ? NULL : inspection->distributions.list[file->owner].name;

	json_t *json = json_pack("{s:o, s:s, s:i, s:s*}", "path", json_lossy(path, strlen(path)),
		"machine",
		elf_machine_name(file->machine, file->elf_class, file->big_endian, buffer), "class",
		file->elf_class, "distribution", owner);
	uint32_t object = inspection->loader.objects.by_node[node];

	if (object != NO_OBJECT)
		closure_describe(inspection->closure, object, json);
	return json;
}

/* Prints the ELF files or the unowned files, ordered by path. */
static void print_files(struct inspection *inspection, bool elf)
{
	struct pathtree *tree = &inspection->filesystem.tree;
	const char *prefix = inspection->options->prefix;
	size_t count = 0;
	_cleanup_free_ uint32_t *nodes =
		elf ? chosenfiles_elf(&inspection->filesystem, &count)
		    : chosenfiles_unowned(&inspection->filesystem, prefix, &count);
	_cleanup_(text_free) struct text path = {0};
	bool first = true;

	for (size_t i = 0; i < count; i++) {
		const struct file *file = filesystem_file(&inspection->filesystem, nodes[i]);

		pathtree_path(tree, nodes[i], &path);
		print_element(&first, elf ? elf_json(inspection, file, nodes[i], text_string(&path))
					  : json_lossy(text_string(&path), path.length));
	}
}

static void print_interpreter(const struct inspection *inspection)
{
	uint32_t object = inspection->loader.interpreter;
	const char *path =
		object == NO_OBJECT ? NULL : inspection->loader.objects.list[object].path;
	_cleanup_json_ json_t *json = path ? json_lossy(path, strlen(path)) : json_null();
	_cleanup_(text_free) struct text text = json_canonical(json);

	printf("\"interpreter\":%s,", text_string(&text));
}

static void print_origins(const struct inspection *inspection)
{
	if (!inspection->origins)
		return;
	_cleanup_(text_free) struct text text = json_canonical(inspection->origins);

	printf("\"origins\":%s,", text_string(&text));
}

static void print_totals(const struct inspection *inspection)
{
	uint64_t files = 0, bytes = 0;

	for (uint32_t node = 1; node < inspection->filesystem.tree.count; node++) {
		const struct file *file = filesystem_file(&inspection->filesystem, node);

		if (file && file->kind == FILE_REGULAR) {
			files++;
			bytes += file->size;
		}
	}
	printf("\"files\":%" PRIu64 ",\"bytes\":%" PRIu64, files, bytes);
}

static void print_distributions(const struct inspection *inspection)
{
	bool first = true;

	for (size_t i = 0; i < inspection->distributions.count; i++) {
		const struct distribution *distribution = &inspection->distributions.list[i];
		json_t *json = distribution_json(distribution);

		if (!chosenfiles_is_below(distribution->path, inspection->options->prefix))
			json_object_set_new(json, "base", json_true());
		print_element(&first, json);
	}
}

static void print_layers(const struct inspection *inspection)
{
	bool first = true;

	for (size_t i = 0; i < inspection->image.layer_count; i++) {
		const struct image_layer *layer = &inspection->image.layers[i];
		json_t *json = image_layer_descriptor(layer);

		json_object_set_new(json, "diffID", json_sprintf("sha256:%s", layer->diff_id.hex));
		json_object_set_new(json, "diffIDVerified",
			json_boolean(
				digest_equal(&layer->diff_id, &inspection->layers[i].diff_id)));
		print_element(&first, json);
	}
}

static void print_startup(const struct inspection *inspection)
{
	_cleanup_json_ json_t *json = startup_json(&inspection->image, &inspection->filesystem,
		inspection->layers, &inspection->distributions, inspection->options->sites,
		inspection->options->site_count);
	_cleanup_(text_free) struct text text = json_canonical(json);

	printf("\"startup\":%s,", text_string(&text));
}

static void print(struct inspection *inspection)
{
	_cleanup_(text_free) struct text config = json_canonical(inspection->image.config);

	printf("{\"manifest\":\"sha256:%s\",\"config\":%s,\"layers\":[",
		inspection->image.manifest.hex, text_string(&config));
	print_layers(inspection);
	printf("],\"distributions\":[");
	print_distributions(inspection);
	printf("],\"unowned\":[");
	print_files(inspection, false);
	printf("],\"elf\":[");
	print_files(inspection, true);
	printf("],");
	print_origins(inspection);
	print_interpreter(inspection);
	print_startup(inspection);
	print_totals(inspection);
	printf("}\n");
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	_cleanup_(inspect_options_free) struct inspect_options options =
		inspect_options_take(argc, argv);
	_cleanup_(layout_close) struct layout layout = layout_open(options.layout);
	struct store store = {0};
	struct inspection inspection = {
		.options = &options,
		.image = image_load(&layout, NULL),
		.distributions = {.sites = options.sites,
			.site_count = options.site_count,
			.python_major = options.python_major,
			.python_minor = options.python_minor},
	};

	if (options.store)
		store = store_open(options.store);
	filesystem_begin(&inspection.filesystem);
	inspect(&inspection, &layout, options.store ? &store : NULL);
	if (options.origins)
		compare_origins(&inspection, &store);
	examine_elf(&inspection);
	print(&inspection);

	json_free(&inspection.origins);
	closure_free(&inspection.closure);
	loader_free(&inspection.loader);
	for (size_t i = 0; i < inspection.image.layer_count; i++)
		examined_free(&inspection.layers[i]);
	cleanup_free(&inspection.layers);
	distributions_free(&inspection.distributions);
	filesystem_free(&inspection.filesystem);
	image_free(&inspection.image);
	store_close(&store);
	return close_stdout();
}
