/* SPDX-License-Identifier: MIT */
/* image: layers and a base become an OCI image layout (image-spec 1.1). */
#include <getopt.h>
#include <string.h>

#include "image/blobs.h"
#include "image/collision.h"
#include "image/configmembers.h"
#include "image/imageconfig.h"
#include "image/imageindex.h"
#include "image/landing.h"
#include "image/layercount.h"
#include "image/manifest.h"
#include "image/mediatype.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/options.h"
#include "lock/layerlimit.h"

static const char usage[] =
	"usage: image --blobs DIR [--base LAYOUT] [--tree FILE] --config CONFIG.json [--missing "
	"FILE]\n"
	"             [--lean] [--owner GLOB=PACKAGE]... [--prefix PREFIX] [--site DIR] [--owned "
	"FILE]\n"
	"             -o LAYOUT [LAYER.json...]\n"
	"\n"
	"Lays the layers over the base's, in the order given, and prints the digest of the image's "
	"manifest.\n"
	"\n"
	"  --blobs DIR          where the layers' blobs are: a store, or a directory that has "
	"sha256/<digest>\n"
	"  --base LAYOUT        OCI image layout of the base; left out: from nothing\n"
	"  --tree FILE          what the base has where, as basefacts --tree wrote it: no layer "
	"may replace\n"
	"                       a link or directory of it\n"
	"  --config CONFIG      platform, what is run, labels and annotations, as JSON\n"
	"  --missing FILE       write into FILE, one a line, each LAYER.json whose blob is "
	"nowhere\n"
	"  --lean               leave out blobs that are nowhere, unless their bytes are needed\n"
	"  --owner GLOB=PACKAGE\n"
	"                       whose file it is where several distributions have different ones\n"
	"  --prefix PREFIX      of the virtual environment in the image, for paths in rules\n"
	"  --site DIR           its site-packages, for the same\n"
	"  --owned FILE         write into FILE what was decided, as JSON\n"
	"  -o, --output LAYOUT  the layout to make or to bring up to date\n"
	"  -h, --help           print this\n";

struct options {
	const char *blobs, *base, *config, *missing, *owned, *output;
	struct owner_rules owners;
	char **layers;
	size_t layer_count;
	const char *tree;
	bool lean;
};

static const char *image_path(const char *option, const char *path)
{
	if (path[0] != '/' || !path[1] || ends_with(path, "/"))
		usage_error("%s: '%s' is not absolute, or ends in a slash", option, path);
	return path + 1;
}

static void take_owner(struct options *options, const char *rule)
{
	const char *flaw = owner_rules_add(&options->owners, rule);

	if (flaw)
		usage_error("--owner: '%s' %s", rule, flaw);
}

/* Takes OPTION, by its letter. Returns whether it is one. */
static bool take_option(struct options *options, int option)
{
	switch (option) {
	case 'b':
		options->blobs = optarg;
		break;
	case 'B':
		options->base = optarg;
		break;
	case 't':
		options->tree = optarg;
		break;
	case 'c':
		options->config = optarg;
		break;
	case 'm':
		options->missing = optarg;
		break;
	case 'l':
		options->lean = true;
		break;
	case 'w':
		take_owner(options, optarg);
		break;
	case 'p':
		options->owners.prefix = image_path("--prefix", optarg);
		break;
	case 's':
		options->owners.site = image_path("--site", optarg);
		break;
	case 'd':
		options->owned = optarg;
		break;
	case 'o':
		options->output = optarg;
		break;
	default:
		return false;
	}
	return true;
}

static struct options parse_options(int argc, char *argv[])
{
	static const struct option known[] = {
		{"blobs", required_argument, NULL, 'b'},
		{"base", required_argument, NULL, 'B'},
		{"tree", required_argument, NULL, 't'},
		{"config", required_argument, NULL, 'c'},
		{"missing", required_argument, NULL, 'm'},
		{"lean", no_argument, NULL, 'l'},
		{"owner", required_argument, NULL, 'w'},
		{"prefix", required_argument, NULL, 'p'},
		{"site", required_argument, NULL, 's'},
		{"owned", required_argument, NULL, 'd'},
		{"output", required_argument, NULL, 'o'},
		{0},
	};
	struct options options = {0};

	for (int option; (option = getopt_long(argc, argv, "o:", known, NULL)) != -1;)
		if (!take_option(&options, option))
			option_error(argv);
	if (!options.blobs || !options.config || !options.output)
		usage_error("--blobs, --config and -o must be given");
	options.layers = argv + optind;
	options.layer_count = (size_t)(argc - optind);
	return options;
}

/* The base's image, or one without layers. */
static struct image load_base(const struct layout *base, const json_t *wanted)
{
	struct platform platform = imageconfig_platform(wanted);

	if (!base->path)
		return (struct image){0};
	struct image image = image_load(base, &platform);

	image_check_platform(&image, &platform);
	configmembers_check(image.config, false, base->path);
	return image;
}

/* Puts the layers of the command line on top of the base's. */
static void add_layers(struct image *image, const struct options *options)
{
	size_t count = image->layer_count + options->layer_count, base_count = image->layer_count;

	image->layers = xrealloc(image->layers, count + 1, sizeof *image->layers);
	for (size_t i = 0; i < options->layer_count; i++)
		image->layers[image->layer_count++] = image_layer_read(options->layers[i]);
	layercount_check(image, base_count, options->output);
}

/* Finds every blob. All have to be there, but of a lean image. */
static void find_blobs(const struct blobs *blobs, const struct image *image, struct blob *found,
	const struct options *options)
{
	size_t base_count = image->layer_count - options->layer_count;
	_cleanup_free_ const struct image_layer **layers =
		xalloc(image->layer_count + 1, sizeof *layers);
	_cleanup_free_ const struct blob **places = xalloc(image->layer_count + 1, sizeof *places);

	for (size_t i = 0; i < image->layer_count; i++) {
		found[i] = blobs_find(blobs, &image->layers[i]);
		layers[i] = &image->layers[i];
		places[i] = &found[i];
	}
	blobs_require(blobs, layers + base_count, places + base_count,
		options->lean ? 0 : options->layer_count);
	blobs_require(&(struct blobs){0}, layers, places, options->lean ? 0 : base_count);
}

/* Writes the value as a blob. Returns its descriptor. */
static json_t *put_json(
	struct layout *output, const json_t *value, const char *media_type, struct digest *digest)
{
	_cleanup_(text_free) struct text text = json_canonical(value);

	*digest = layout_put(output, text.bytes, text.length);
	return json_pack("{s:s, s:s+, s:I}", "mediaType", media_type, "digest",
		"sha256:", digest->hex, "size", (json_int_t)text.length);
}

static json_t *manifest_of(
	const struct image *image, json_t *config_descriptor, json_t *annotations)
{
	json_t *layers = json_array();

	for (size_t i = 0; i < image->layer_count; i++)
		json_array_append_new(layers, image_layer_descriptor(&image->layers[i]));
	return json_pack("{s:i, s:s, s:o, s:o, s:O*}", "schemaVersion", 2, "mediaType",
		MEDIA_TYPE_MANIFEST, "config", config_descriptor, "layers", layers, "annotations",
		annotations);
}

static json_t *index_of(json_t *manifest_descriptor, const json_t *config)
{
	json_t *platform = json_pack("{s:O, s:O, s:O*}", "architecture",
		json_object_get(config, "architecture"), "os", json_object_get(config, "os"),
		"variant", json_object_get(config, "variant"));

	json_object_set_new(manifest_descriptor, "platform", platform);
	json_object_set_new(manifest_descriptor, "annotations",
		json_pack("{s:s}", ANNOTATION_REF_NAME, "latest"));
	return json_pack("{s:i, s:s, s:[o]}", "schemaVersion", 2, "mediaType", MEDIA_TYPE_INDEX,
		"manifests", manifest_descriptor);
}

/* Brings everything into the layout and commits it. Returns the manifest's digest. */
static struct digest write_image(const struct blobs *blobs, const struct image *image,
	const struct blob *found, json_t *config, json_t *annotations)
{
	const struct digest *keep[LAYERS_MOST + 2];
	struct digest config_digest, manifest_digest;

	for (size_t i = 0; i < image->layer_count; i++) {
		blobs_bring(blobs, &found[i], &image->layers[i]);
		keep[i] = &image->layers[i].digest;
	}
	json_t *config_descriptor =
		put_json(blobs->output, config, MEDIA_TYPE_CONFIG, &config_digest);
	_cleanup_json_ json_t *manifest = manifest_of(image, config_descriptor, annotations);
	json_t *manifest_descriptor =
		put_json(blobs->output, manifest, MEDIA_TYPE_MANIFEST, &manifest_digest);
	_cleanup_json_ json_t *index = index_of(manifest_descriptor, config);

	keep[image->layer_count] = &config_digest;
	keep[image->layer_count + 1] = &manifest_digest;
	layout_commit(blobs->output, index, keep, image->layer_count + 2);
	return manifest_digest;
}

static void write_owned(const char *path, const json_t *owned)
{
	_cleanup_(text_free) struct text text = json_canonical(owned);

	text_add_char(&text, '\n');
	file_write(path, text.bytes, text.length);
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	struct options options = parse_options(argc, argv);
	_cleanup_json_ json_t *wanted = imageconfig_read(options.config);
	_cleanup_(layout_close) struct layout base =
		options.base ? layout_open(options.base) : (struct layout){.lock = -1};
	_cleanup_(image_free) struct image image = load_base(&base, wanted);
	size_t base_count = image.layer_count;

	add_layers(&image, &options);
	_cleanup_(layout_close) struct layout output = layout_create(options.output);
	_cleanup_(store_close) struct store store = store_open(options.blobs);
	const struct blobs blobs = {
		.store = store,
		.output = &output,
		.base = options.base ? &base : NULL,
		.missing = options.missing,
	};
	_cleanup_free_ struct blob *found = xalloc(image.layer_count + 1, sizeof *found);

	if (options.tree) {
		_cleanup_(basetree_close) struct basetree tree = basetree_open(options.tree);

		landing_check(&tree, &blobs, image.layers + base_count, options.layer_count);
	}
	find_blobs(&blobs, &image, found, &options);
	_cleanup_json_ json_t *owned = collisions_settle(&blobs, image.layers + base_count,
		found + base_count, options.layer_count, &options.owners);

	if (options.owned)
		write_owned(options.owned, owned);
	layercount_reduce(&blobs, &image, found, base_count);
	_cleanup_json_ json_t *config = imageconfig_merge(
		wanted, image.config, image.layers, image.layer_count, base_count);
	struct digest digest =
		write_image(&blobs, &image, found, config, json_object_get(wanted, "annotations"));

	for (size_t i = 0; i < image.layer_count; i++)
		blob_free(&found[i]);
	owner_rules_free(&options.owners);
	printf("sha256:%s\n", digest.hex);
	return close_stdout();
}
