/* SPDX-License-Identifier: MIT */
#include "image/blobs.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

/* The first of the two plain forms of the directory that has the file; NULL when none. */
static char *find_plain(const struct blobs *blobs, const struct digest *digest)
{
	const char *const directories[] = {"sha256", "blobs/sha256"};

	for (size_t i = 0; i < sizeof directories / sizeof *directories; i++) {
		char *path = xprintf("%s/%s/%s", blobs->store.root, directories[i], digest->hex);

		if (access(path, F_OK) == 0)
			return path;
		free(path);
	}
	return NULL;
}

static char *find_in_base(const struct blobs *blobs, const struct digest *digest)
{
	if (!blobs->base)
		return NULL;
	char *path = layout_blob(blobs->base, digest);

	if (access(path, F_OK) < 0)
		cleanup_free(&path);
	return path;
}

static void check_size(const struct blob *blob, const struct image_layer *layer)
{
	struct stat status;

	if (stat(blob->path, &status) < 0)
		die(EXIT_SYSTEM, "%s: cannot read:", blob->path);
	if ((uint64_t)status.st_size != layer->size)
		die(EXIT_NO, "%s: .size: %" PRIu64 ", but %s has %jd bytes", layer->source,
			layer->size, blob->path, (intmax_t)status.st_size);
}

struct blob blobs_find(const struct blobs *blobs, const struct image_layer *layer)
{
	struct blob blob = {0};

	if (layout_has(blobs->output, &layer->digest, layer->size))
		return (struct blob){BLOB_IN_OUTPUT, layout_blob(blobs->output, &layer->digest)};
	if (store_has(&blobs->store, &layer->digest, NULL)) {
		blob = (struct blob){BLOB_IN_STORE, store_path(&blobs->store, &layer->digest)};
	} else {
		blob.path = find_plain(blobs, &layer->digest);
		if (!blob.path)
			blob.path = find_in_base(blobs, &layer->digest);
		if (!blob.path)
			return blob;
		blob.place = BLOB_ELSEWHERE;
	}
	check_size(&blob, layer);
	return blob;
}

void blob_free(struct blob *blob)
{
	cleanup_free(&blob->path);
	blob->place = BLOB_NOWHERE;
}

void blobs_bring(
	const struct blobs *blobs, const struct blob *blob, const struct image_layer *layer)
{
	if (blob->place == BLOB_IN_STORE)
		layout_add(blobs->output, &layer->digest, blob->path);
	else if (blob->place == BLOB_ELSEWHERE)
		layout_import(blobs->output, &layer->digest, layer->size, blob->path);
}

void blobs_require(const struct blobs *blobs, const struct image_layer *const *layers,
	const struct blob *const *found, size_t count)
{
	_cleanup_(text_free) struct text missing = {0};
	const struct image_layer *first = NULL;
	size_t others = 0;

	for (size_t i = 0; i < count; i++) {
		if (found[i]->place != BLOB_NOWHERE)
			continue;
		others += first != NULL;
		first = first ? first : layers[i];
		text_printf(&missing, "%s\n", layers[i]->source);
	}
	if (blobs->missing)
		file_write(blobs->missing, text_string(&missing), missing.length);
	if (!first)
		return;
	if (others > 0)
		die(EXIT_NO, "%s: its blob sha256:%s is nowhere; nor are those of %zu other layers",
			first->source, first->digest.hex, others);
	die(EXIT_NO, "%s: its blob sha256:%s is nowhere", first->source, first->digest.hex);
}

bool blobs_read(
	const struct blobs *blobs, const struct digest *digest, size_t limit, struct text *content)
{
	_cleanup_free_ char *path = store_path(&blobs->store, digest);

	if (access(path, F_OK) < 0) {
		cleanup_free(&path);
		path = find_plain(blobs, digest);
	}
	if (!path)
		return false;
	*content = file_read(path, limit);
	struct digest found = sha256_of(text_string(content), content->length);

	if (digest_equal(&found, digest))
		return true;
	warn("%s: the content is not what its name says", path);
	text_free(content);
	return false;
}
