/* SPDX-License-Identifier: MIT */
/* plainlayers: layers that docker may not be able to read, as plain tar archives. */
#include <getopt.h>
#include <sys/stat.h>

#include "image/layerstream.h"
#include "image/manifest.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"

static const char usage[] = "usage: plainlayers -o DIR LAYOUT\n"
			    "\n"
			    "Writes every layer of the layout's image that is compressed by zstd, "
			    "which docker before 23\n"
			    "does not read from an archive, as a plain tar archive into DIR, named "
			    "by its diffID. Prints a\n"
			    "JSON object with the name of each by the digest of the layer.\n"
			    "\n"
			    "  -o DIR      where they are written; it is made when it is missing\n"
			    "  -h, --help  print this\n";

static const char *parse_arguments(int argc, char *argv[], const char **output)
{
	static const struct option options[] = {{"output", required_argument, NULL, 'o'}, {0}};

	for (int c; (c = getopt_long(argc, argv, "o:", options, NULL)) != -1;) {
		if (c != 'o')
			option_error(argv);
		*output = optarg;
	}
	if (!*output || optind != argc - 1)
		usage_error("-o and one layout must be given");
	return argv[optind];
}

static void check(
	const struct layer_descriptor *found, const struct image_layer *layer, const char *path)
{
	if (!digest_equal(&found->digest, &layer->digest) || found->size != layer->size)
		die(EXIT_NO, "%s: the content is not what its digest and size say", path);
	if (!digest_equal(&found->diff_id, &layer->diff_id))
		die(EXIT_NO, "%s: unpacks to sha256:%s, but its diffID is sha256:%s", path,
			found->diff_id.hex, layer->diff_id.hex);
}

/* Whether the layer is compressed by zstd; then it is in DIRECTORY. */
static bool write_plain(
	const struct layout *layout, const struct image_layer *layer, const char *directory)
{
	_cleanup_free_ char *blob = layout_blob(layout, &layer->digest);
	_cleanup_free_ char *path = xprintf("%s/%s", directory, layer->diff_id.hex);
	_cleanup_(layerstream_close) struct layer_stream *stream =
		layerstream_open(blob, layer->media_type, blob);
	const void *bytes;
	size_t length;

	if (layerstream_compression(stream) != COMPRESSION_ZSTD)
		return false;
	_cleanup_(newfile_abandon) struct newfile file = newfile_create(path);

	while ((length = layerstream_read(stream, &bytes)) > 0)
		newfile_write(&file, bytes, length);
	struct layer_descriptor found = layerstream_finish(stream);

	check(&found, layer, blob);
	newfile_commit(&file, 0644, false);
	return true;
}

int main(int argc, char *argv[])
{
	const char *output = NULL;

	options_begin(&argc, &argv, usage);
	_cleanup_(layout_close) struct layout layout =
		layout_open(parse_arguments(argc, argv, &output));
	_cleanup_(image_free) struct image image = image_load(&layout, NULL);
	_cleanup_json_ json_t *written = json_object();

	for (size_t i = 0; i < image.layer_count; i++) {
		const struct image_layer *layer = &image.layers[i];
		_cleanup_free_ char *digest = xprintf("sha256:%s", layer->digest.hex);

		if (write_plain(&layout, layer, output))
			json_object_set_new(written, digest, json_string(layer->diff_id.hex));
	}
	json_print(written);
	return close_stdout();
}
