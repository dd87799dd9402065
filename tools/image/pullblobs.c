/* SPDX-License-Identifier: MIT */
/* pullblobs: the blobs of an image that is pulled into a layout become content of the store, and
 * the other way.
 */
#include <getopt.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image/layout.h"
#include "image/mediatype.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/options.h"
#include "store/store.h"

static const char usage[] = "usage: pullblobs --store DIR MANIFEST.json LAYOUT\n"
			    "\n"
			    "Brings the blobs that MANIFEST.json names, of the store and of the "
			    "OCI image layout LAYOUT,\n"
			    "into both of them, and prints those that neither has: digest and "
			    "size, one a line. When none\n"
			    "is missing, LAYOUT becomes a layout of just that image.\n"
			    "\n"
			    "  --store DIR  the store\n"
			    "  -h, --help   print this\n";

enum { MOST_LAYERS = 1000 };

struct arguments {
	const char *store, *manifest, *layout;
};

static struct arguments parse_arguments(int argc, char *argv[])
{
	static const struct option options[] = {{"store", required_argument, NULL, 's'}, {0}};
	struct arguments arguments = {0};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		if (option != 's')
			option_error(argv);
		arguments.store = optarg;
	}
	if (!arguments.store || argc - optind != 2)
		usage_error("--store, a manifest and a layout must be given");
	arguments.manifest = argv[optind];
	arguments.layout = argv[optind + 1];
	return arguments;
}

/* --- blobs ------------------------------------------------------------------- */

/* Whether the layout has the blob; one of other content, which a killed pull may leave, is removed.
 */
static bool is_in_layout(const struct layout *layout, const struct digest *digest, uint64_t size)
{
	_cleanup_free_ char *path = layout_blob(layout, digest);

	if (access(path, F_OK) < 0)
		return false;
	if (layout_has(layout, digest, size))
		return true;
	warn("%s: the content is not what its digest and size say; removed", path);
	unlink(path);
	return false;
}

/* Brings the blob into both. Returns false when it is in neither. */
static bool share(const struct store *store, struct layout *layout, const struct digest *digest,
	uint64_t size, const char *where)
{
	uint64_t found;

	if (store_has(store, digest, &found)) {
		_cleanup_free_ char *path = store_path(store, digest);

		if (found != size)
			die(EXIT_NO, "%s: sha256:%s has %" PRIu64 " bytes, not %" PRIu64, where,
				digest->hex, found, size);
		layout_add(layout, digest, path);
	} else if (is_in_layout(layout, digest, size)) {
		_cleanup_free_ char *path = layout_blob(layout, digest);

		store_take(store, digest, path);
	} else {
		return false;
	}
	return true;
}

/* --- the manifest -------------------------------------------------------------- */

/* What a descriptor, which must be of a configuration or else a layer, says. */
static uint64_t read_descriptor(
	const json_t *json, bool is_config, struct digest *digest, const char *where)
{
	const char *type = json_want_string(json, "mediaType", where);
	const char *text = json_want_string(json, "digest", where), *oci = media_type_oci(type);

	if (!oci || (is_config ? strcmp(oci, MEDIA_TYPE_CONFIG) != 0 : !media_type_is_layer(oci)))
		die(EXIT_NO, "%s: .mediaType: '%s' is not one of a %s of an image", where, type,
			is_config ? "configuration" : "layer");
	if (!starts_with(text, "sha256:") || !digest_parse(text, digest))
		die(EXIT_NO, "%s: .digest: '%s' is not a SHA-256 digest", where, text);
	return json_want_size(json, "size", where);
}

static void commit(
	struct layout *layout, const char *path, const struct digest *digests, size_t count)
{
	const struct digest *keep[MOST_LAYERS + 2];
	_cleanup_(text_free) struct text text = file_read(path, LAYOUT_LARGEST_JSON);
	const struct digest manifest = layout_put(layout, text_string(&text), text.length);
	_cleanup_json_ json_t *index = json_pack("{s:i, s:[{s:s, s:s+, s:I, s:{s:s}}]}",
		"schemaVersion", 2, "manifests", "mediaType", MEDIA_TYPE_MANIFEST, "digest",
		"sha256:", manifest.hex, "size", (json_int_t)text.length, "annotations",
		"org.opencontainers.image.ref.name", "latest");

	for (size_t i = 0; i < count; i++)
		keep[i] = &digests[i];
	keep[count] = &manifest;
	layout_commit(layout, index, keep, count + 1);
}

static void pullblobs(const struct store *store, struct layout *layout, const char *where)
{
	_cleanup_json_ json_t *manifest = json_read(where, LAYOUT_LARGEST_JSON);
	const json_t *layers = json_want_array(manifest, "layers", where);
	size_t layer_count = json_array_size(layers), missing = 0;
	struct digest digests[MOST_LAYERS + 1];

	if (json_want_size(manifest, "schemaVersion", where) != 2)
		die(EXIT_NO, "%s: .schemaVersion: not 2", where);
	if (layer_count > MOST_LAYERS)
		die(EXIT_NO, "%s: more than %d layers", where, MOST_LAYERS);
	for (size_t i = 0; i <= layer_count; i++) {
		const json_t *json = i == 0 ? json_want_object(manifest, "config", where)
					    : json_array_get(layers, i - 1);
		uint64_t size = read_descriptor(json, i == 0, &digests[i], where);

		if (share(store, layout, &digests[i], size, where))
			continue;
		printf("sha256:%s %" PRIu64 "\n", digests[i].hex, size);
		missing++;
	}
	if (missing == 0)
		commit(layout, where, digests, layer_count + 1);
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	struct arguments arguments = parse_arguments(argc, argv);
	_cleanup_(layout_close) struct layout layout = layout_create(arguments.layout);
	_cleanup_(store_close) struct store store = store_open(arguments.store);

	pullblobs(&store, &layout, arguments.manifest);
	return close_stdout();
}
