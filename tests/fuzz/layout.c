/* SPDX-License-Identifier: MIT */
/* layout: an image of somebody else. The input is its index.json, manifest and configuration, each
 * up to a NUL; in the first two, `@` stands for the digest and size of the one that follows. */
#include "fuzz.h"

#include "image/manifest.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/tempfile.h"

/* DOCUMENT becomes a blob; in REFERRING, which is freed, its descriptor takes the place of `@`. */
static char *put(struct layout *layout, const char *document, char *referring)
{
	const struct digest digest = layout_put(layout, document, strlen(document));
	struct text text = {0};

	for (const char *c = referring; *c; c++)
		if (*c == '@')
			text_printf(&text, "\"digest\":\"sha256:%s\",\"size\":%zu", digest.hex,
				strlen(document));
		else
			text_add_char(&text, *c);
	free(referring);
	return text_take(&text);
}

/* The layout in PATH, without the blobs that it had. */
static void fill(const char *path, const uint8_t *bytes, size_t size)
{
	_cleanup_(layout_close) struct layout layout = layout_create(path);
	_cleanup_json_ json_t *nothing = json_object();
	_cleanup_free_ char *index_path = xprintf("%s/index.json", path);
	_cleanup_free_ char *index = fuzz_part(&bytes, &size), *manifest = fuzz_part(&bytes, &size),
			    *config = fuzz_part(&bytes, &size);

	layout_put(&layout, "", 0);
	layout_commit(&layout, nothing, NULL, 0);
	manifest = put(&layout, config, manifest);
	index = put(&layout, manifest, index);
	file_write(index_path, index, strlen(index));
}

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_free_ char *path = xprintf("%s/layout", temporary_directory());

	fill(path, bytes, size);
	_cleanup_(layout_close) struct layout layout = layout_open(path);
	_cleanup_(image_free) struct image image = image_load(&layout, NULL);

	for (size_t i = 0; i < image.layer_count; i++) {
		_cleanup_json_ json_t *descriptor = image_layer_descriptor(&image.layers[i]);

		fuzz_check(descriptor);
	}
}
