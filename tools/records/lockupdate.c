/* SPDX-License-Identifier: MIT */
#include "records/lockupdate.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "records/baserecord.h"
#include "records/recordfile.h"

/* The lock as it was, and as it will be. */
struct locks {
	struct layer_lock old, new;
};

static void locks_free(struct locks *locks)
{
	layer_lock_free(&locks->old);
	layer_lock_free(&locks->new);
}

static void want_digest(
	const json_t *layer, const char *member, const char *where, struct digest *digest)
{
	if (!digest_parse(json_want_string(layer, member, where), digest))
		die(EXIT_NO, "%s: .%s: not a SHA-256 digest", where, member);
}

/* The row of what was printed of a layer: one without a key of its own, which is made here
 * in any case, is known by its content. */
static struct layer_row row_of(const json_t *layer, const char *path)
{
	struct layer_row row = {
		.name = layer_row_name(path),
		.size = json_want_size(layer, "size", path),
		.uncompressed_size = (int64_t)json_want_size(layer, "uncompressedSize", path),
	};

	want_digest(layer, "digest", path, &row.digest);
	want_digest(layer, "diffID", path, &row.diff_id);
	want_digest(layer, json_object_get(layer, "key") ? "key" : "diffID", path, &row.key);
	return row;
}

/* Adds the row, with the record that the lock has for it. Returns the row. */
static struct layer_row *add_row(
	const struct lockupdate *update, struct locks *locks, struct layer_row *row)
{
	const struct layer_row *known = layer_lock_find(&locks->old, row->name, &row->key);

	if (known && (!digest_equal(&row->digest, &known->digest) ||
			     !digest_equal(&row->diff_id, &known->diff_id)))
		die(EXIT_NO,
			"%s: %s is sha256:%s there, but what was made of the same is sha256:%s: "
			"one of the two was not made as this lock says; remove the line to have "
			"the new one",
			update->lock, row->name, known->digest.hex, row->digest.hex);
	if (known)
		row->record = known->record;
	layer_lock_add(&locks->new, row);
	return &locks->new.rows[locks->new.count - 1];
}

static bool has_record(const struct store *store, const struct layer_row *row)
{
	return *row->record.hex && store_has(store, &row->record, NULL);
}

/* Makes the record of a row that has none, or that the store lacks: where the layer was made again,
 * a push has to bring it along. One that was made where the image's Python did not parse has no
 * word of sources. */
static void pack(const struct record_parser *parser, const struct store *store, const json_t *layer,
	struct layer_row *row)
{
	const struct record_parser none = {parser->python, ""};
	struct digest made, without;

	if (!record_pack(store, layer, parser, &made) || digest_equal(&made, &row->record))
		return;
	if (*row->record.hex && record_pack(store, layer, &none, &without) &&
		digest_equal(&without, &row->record))
		return;
	row->record = made;
}

static void add_layer(const struct lockupdate *update, const struct store *store,
	struct locks *locks, const char *path)
{
	_cleanup_json_ json_t *layer = json_read(path, RECORD_LARGEST);
	struct layer_row made = row_of(layer, path), *row = add_row(update, locks, &made);

	if (update->parser && json_object_get(layer, "wheels") && !has_record(store, row))
		pack(update->parser, store, layer, row);
}

/* The base's layers have one record, that of the base. */
static void add_base(
	const struct lockupdate *update, const struct store *store, struct locks *locks)
{
	_cleanup_(layout_close) struct layout layout = layout_open(update->base);
	_cleanup_(image_free) struct image image = image_load(&layout, update->platform);
	size_t first = locks->new.count;
	struct digest record = {0};

	for (size_t i = 0; i < image.layer_count; i++) {
		struct layer_row row = {
			.name = xprintf("base.%zu", i + 1),
			.key = *update->base_key.hex ? update->base_key : image.manifest,
			.digest = image.layers[i].digest,
			.diff_id = image.layers[i].diff_id,
			.size = image.layers[i].size,
			.uncompressed_size = -1,
		};

		record = add_row(update, locks, &row)->record;
	}
	if (!update->parser || !*update->base_key.hex ||
		(*record.hex && store_has(store, &record, NULL)))
		return;
	const char *slash = strrchr(update->base, '/');
	_cleanup_free_ char *beside =
		slash ? xstrndup(update->base, (size_t)(slash - update->base)) : xstrdup(".");
	struct digest made;

	if (!baserecord_pack(store, beside, &image, &made))
		return;
	for (size_t i = first; i < locks->new.count; i++)
		locks->new.rows[i].record = made;
}

void lockupdate(const struct lockupdate *update, const struct store *store)
{
	_cleanup_(locks_free) struct locks locks = {.old = layer_lock_read(update->lock)};

	for (size_t i = 0; i < update->count; i++)
		add_layer(update, store, &locks, update->layers[i]);
	if (update->base)
		add_base(update, store, &locks);
	if (!update->locked)
		layer_lock_write(&locks.new, update->lock);
}
