/* SPDX-License-Identifier: MIT */
/* basefacts: what the image of a base says of its Python, C library, packages and CUDA, as JSON. */
#include <getopt.h>
#include <string.h>

#include "base/basetreefile.h"
#include "base/facts.h"
#include "image/manifest.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"

static const char usage[] =
	"usage: basefacts [--store DIR] [--platform OS/ARCH[/VARIANT]] [--tree FILE] LAYOUT\n"
	"\n"
	"Reads the image of an OCI image layout and prints, as JSON, what it is as a base.\n"
	"\n"
	"  --store DIR   remember there what a layer holds, so that it is read once\n"
	"  --platform P  of a layout that has several images, take the one for that platform\n"
	"  --tree FILE   write there what is where, for filelayer and image\n"
	"  -h, --help    print this\n";

struct arguments {
	const char *store, *tree, *layout;
	char *platform;
};

static struct arguments parse_arguments(int argc, char *argv[])
{
	static const struct option options[] = {{"store", required_argument, NULL, 's'},
		{"platform", required_argument, NULL, 'p'}, {"tree", required_argument, NULL, 't'},
		{0}};
	struct arguments arguments = {0};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		if (option == 's')
			arguments.store = optarg;
		else if (option == 'p')
			arguments.platform = optarg;
		else if (option == 't')
			arguments.tree = optarg;
		else
			option_error(argv);
	}
	if (optind != argc - 1)
		usage_error("one layout must be given");
	arguments.layout = argv[optind];
	return arguments;
}

/* Lays the layers over each other. */
static void apply_layers(struct filesystem *filesystem, const struct image *image,
	const struct examined *layers, const struct layout *layout)
{
	filesystem_begin(filesystem);
	for (size_t i = 0; i < image->layer_count; i++) {
		_cleanup_free_ char *blob = layout_blob(layout, &image->layers[i].digest);

		filesystem_apply(filesystem, &layers[i].evidence, (unsigned)i, blob);
	}
}

/* The image's configuration takes over what the base's says, and runtimes go by it. */
static void check_diff_ids(
	const struct image *image, const struct examined *layers, const struct layout *layout)
{
	for (size_t i = 0; i < image->layer_count; i++)
		if (!digest_equal(&image->layers[i].diff_id, &layers[i].diff_id))
			die(EXIT_NO,
				"%s: layer sha256:%s unpacks to sha256:%s, and the configuration "
				"says sha256:%s",
				layout->path, image->layers[i].digest.hex, layers[i].diff_id.hex,
				image->layers[i].diff_id.hex);
}

/* Writes what the base has where into the file TREE, unless it is NULL. */
static json_t *read_facts(const struct layout *layout, const struct platform *platform,
	const struct store *store, const char *tree)
{
	_cleanup_(image_free) struct image image = image_load(layout, platform);
	_cleanup_(filesystem_free) struct filesystem filesystem;
	_cleanup_(distributions_free) struct distributions distributions = {0};
	struct examined *layers = examine_layers(store, &image, layout);

	check_diff_ids(&image, layers, layout);
	apply_layers(&filesystem, &image, layers, layout);
	for (size_t i = 0; i < image.layer_count; i++)
		distributions_add(&distributions, &filesystem, &layers[i].evidence, (unsigned)i);
	distributions_sort(&distributions);
	json_t *facts = facts_json(&image, &filesystem, layers, &distributions);

	if (tree) {
		_cleanup_(text_free) struct text text = basetree_text(&image, &filesystem, layers);

		file_update(tree, text_string(&text), text.length);
	}

	for (size_t i = 0; i < image.layer_count; i++)
		examined_free(&layers[i]);
	free(layers);
	return facts;
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	struct arguments arguments = parse_arguments(argc, argv);
	_cleanup_(layout_close) struct layout layout = layout_open(arguments.layout);
	struct store store = {0};
	struct platform platform;

	if (arguments.platform && !platform_parse(arguments.platform, &platform))
		usage_error("--platform: not of the form OS/ARCH[/VARIANT]");
	if (arguments.store)
		store = store_open(arguments.store);
	_cleanup_json_ json_t *facts = read_facts(&layout, arguments.platform ? &platform : NULL,
		arguments.store ? &store : NULL, arguments.tree);

	json_print(facts);
	store_close(&store);
	return close_stdout();
}
