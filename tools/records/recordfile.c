/* SPDX-License-Identifier: MIT */
#include "records/recordfile.h"

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "store/results.h"

void recordfile_add(struct layerfile *file, const char *path, const void *bytes, size_t length)
{
	struct tar_entry entry = {.path = path, .type = TAR_FILE, .mode = 0644, .size = length};

	layerfile_entry(file, &entry);
	layerfile_add(file, bytes, length);
}

void recordfile_add_json(struct layerfile *file, const char *path, const json_t *value)
{
	_cleanup_(text_free) struct text text = json_canonical(value);

	recordfile_add(file, path, text.bytes, text.length);
}

struct recordfile recordfile_open(
	const struct store *store, const struct digest *digest, const char *where)
{
	_cleanup_free_ char *path = store_path(store, digest);
	struct recordfile record = {layer_open(path, RECORDFILE_TYPE, where), RECORDFILE_LARGEST};

	layer_skip_hashes(record.reader);
	return record;
}

void recordfile_close(struct recordfile *record)
{
	layer_close(&record->reader);
}

/* Comes to the next entry, which counts by its header, too. */
static bool next_entry(struct recordfile *record, struct layer_entry *entry)
{
	if (!layer_next(record->reader, entry))
		return false;
	if (entry->size + TAR_BLOCK > record->left)
		die(EXIT_NO, "a record with more than %d MiB", RECORDFILE_LARGEST >> 20);
	record->left -= entry->size + TAR_BLOCK;
	return true;
}

bool recordfile_next(struct recordfile *record, char **path, struct text *content)
{
	struct layer_entry entry;
	size_t length;

	do {
		if (!next_entry(record, &entry))
			return false;
	} while (entry.kind != LAYER_FILE);
	*path = xstrdup(entry.path);
	while ((length = layer_read(record->reader, text_reserve(content, 1 << 16), 1 << 16)) > 0)
		content->length += length;
	content->bytes[content->length] = '\0';
	return true;
}

bool recordfile_content(const struct store *store, const json_t *value, struct text *content)
{
	struct digest digest;

	if (!json_is_string(value) || !digest_parse(json_string_value(value), &digest) ||
		!store_has(store, &digest, NULL))
		return false;
	_cleanup_free_ char *path = store_path(store, &digest);

	*content = file_read(path, RECORD_LARGEST);
	return true;
}

bool recordfile_evidence(
	const struct store *store, const struct digest *layer, struct text *content)
{
	static const char *const members[] = {"evidence", NULL};
	_cleanup_json_ json_t *inspected = results_recall(store, STAGE_inspect, layer, members);

	return inspected &&
	       recordfile_content(store, json_object_get(inspected, "evidence"), content);
}

void recordfile_keep_evidence(const struct store *store, const struct digest *layer,
	const char *media_type, const struct digest *diff_id, const struct text *content)
{
	struct digest evidence = store_put(store, text_string(content), content->length);
	_cleanup_json_ json_t *result = json_pack("{s:i, s:s, s:s, s:s, s:s}", "version",
		results_version(STAGE_inspect), "mediaType", media_type, "blob", "", "diffID",
		diff_id->hex, "evidence", evidence.hex);

	results_keep(store, STAGE_inspect, layer, result);
}
