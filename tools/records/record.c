/* SPDX-License-Identifier: MIT */
#include "records/record.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "records/recordfile.h"
#include "store/results.h"
#include "verify/sourceskey.h"

static const char sources_room[] = "sources/";

/* --- packing ------------------------------------------------------------- */

static void add_sources(struct layerfile *file, const struct store *store, const json_t *layer,
	const struct record_parser *parser)
{
	static const char *const no_members[] = {NULL};
	const json_t *wheel;
	struct digest sha256;
	size_t i;

	/* Another version's parser is not at hand everywhere, and may see them otherwise. */
	if (strcmp(parser->python, parser->version) != 0)
		return;
	json_array_foreach (json_object_get(layer, "wheels"), i, wheel) {
		if (!json_is_string(wheel) || !digest_parse(json_string_value(wheel), &sha256))
			continue;
		struct digest key = sourceskey(&sha256, parser->python, parser->version);
		_cleanup_json_ json_t *known =
			results_recall(store, STAGE_sources, &key, no_members);
		_cleanup_free_ char *path = xprintf("%s%s.json", sources_room, sha256.hex);

		if (known)
			recordfile_add_json(file, path, known);
	}
}

static json_t *versions(const struct record_parser *parser)
{
	return json_pack("{s:i, s:i, s:s, s:s}", "inspect", results_version(STAGE_inspect),
		"sources", results_version(STAGE_sources), "python", parser->python, "parser",
		parser->python);
}

bool record_pack(const struct store *store, const json_t *layer, const struct record_parser *parser,
	struct digest *digest)
{
	_cleanup_(text_free) struct text files = {0}, evidence = {0};
	struct digest own;

	*digest = (struct digest){0};
	if (!digest_parse(json_want_string(layer, "digest", "the layer"), &own))
		die(EXIT_NO, "the layer's digest is none");
	if (!recordfile_evidence(store, &own, &evidence) ||
		!recordfile_content(store, json_object_get(layer, "files"), &files))
		return false;
	_cleanup_(newfile_abandon) struct newfile file = store_create(store);
	_cleanup_json_ json_t *formats = versions(parser);
	struct layerfile archive;

	layerfile_begin(&archive, &file);
	recordfile_add_json(&archive, "layer.json", layer);
	recordfile_add(&archive, "files", text_string(&files), files.length);
	recordfile_add(&archive, "evidence", text_string(&evidence), evidence.length);
	recordfile_add_json(&archive, "versions.json", formats);
	add_sources(&archive, store, layer, parser);
	*digest = layerfile_end(&archive).digest;
	store_commit(store, &file, digest, false);
	return true;
}

/* --- unpacking ----------------------------------------------------------- */

struct unpacked {
	json_t *layer, *versions, *sources; /* sources: an object, by name */
	struct text files, evidence;
};

static void unpacked_free(struct unpacked *unpacked)
{
	json_free(&unpacked->layer);
	json_free(&unpacked->versions);
	json_free(&unpacked->sources);
	text_free(&unpacked->files);
	text_free(&unpacked->evidence);
}

static json_t *parse(const struct text *text, const char *where, const char *path)
{
	json_t *json = json_loadb(
		text_string(text), text->length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);

	if (!json)
		die(EXIT_NO, "%s: %s: not valid JSON", where, path);
	return json;
}

static void take_file(
	struct unpacked *unpacked, const char *path, struct text *content, const char *where)
{
	if (strcmp(path, "layer.json") == 0 && !unpacked->layer) {
		unpacked->layer = parse(content, where, path);
	} else if (strcmp(path, "versions.json") == 0 && !unpacked->versions) {
		unpacked->versions = parse(content, where, path);
	} else if (starts_with(path, sources_room) && ends_with(path, ".json")) {
		_cleanup_free_ char *name = xstrndup(path + strlen(sources_room),
			strlen(path) - strlen(sources_room) - strlen(".json"));

		json_object_set_new(unpacked->sources, name, parse(content, where, path));
	} else if (strcmp(path, "files") == 0 || strcmp(path, "evidence") == 0) {
		struct text *to = *path == 'f' ? &unpacked->files : &unpacked->evidence;

		text_free(to);
		*to = *content;
		*content = (struct text){0};
	}
}

static bool names(const json_t *object, const char *member, const struct digest *wanted)
{
	const char *value = json_string_value(json_object_get(object, member));
	struct digest digest;

	return value && digest_parse(value, &digest) && digest_equal(&digest, wanted);
}

/* Whether this is what ROW is a row of. */
static bool is_of_row(const struct unpacked *unpacked, const struct layer_row *row)
{
	const json_t *layer = unpacked->layer;
	struct digest files = sha256_of(text_string(&unpacked->files), unpacked->files.length);

	return json_is_object(layer) && names(layer, "digest", &row->digest) &&
	       names(layer, "diffID", &row->diff_id) && names(layer, "key", &row->key) &&
	       names(layer, "files", &files) &&
	       json_integer_value(json_object_get(layer, "size")) == (json_int_t)row->size &&
	       json_integer_value(json_object_get(layer, "uncompressedSize")) ==
		       (json_int_t)row->uncompressed_size;
}

/* Whether results of STAGE, called NAME in versions.json, are of the format that is read here. */
static bool is_current(const struct unpacked *unpacked, const char *name, enum stage stage)
{
	return json_integer_value(json_object_get(unpacked->versions, name)) ==
	       results_version(stage);
}

static void keep_results(
	const struct store *store, const struct unpacked *unpacked, const struct layer_row *row)
{
	const char *name, *type = json_want_string(unpacked->layer, "mediaType", row->name);
	json_t *known;

	store_put(store, text_string(&unpacked->files), unpacked->files.length);
	if (is_current(unpacked, "inspect", STAGE_inspect))
		recordfile_keep_evidence(
			store, &row->digest, type, &row->diff_id, &unpacked->evidence);
	if (!is_current(unpacked, "sources", STAGE_sources))
		return;
	const char *python = json_want_string(unpacked->versions, "python", row->name);
	const char *parser = json_want_string(unpacked->versions, "parser", row->name);

	json_object_foreach (unpacked->sources, name, known) {
		struct digest wheel, key;

		if (!digest_parse(name, &wheel) || !json_is_object(known))
			continue;
		key = sourceskey(&wheel, python, parser);
		results_keep(store, STAGE_sources, &key, known);
	}
}

json_t *record_unpack(const struct store *store, const struct layer_row *row)
{
	_cleanup_(unpacked_free) struct unpacked unpacked = {.sources = json_object()};
	_cleanup_free_ char *where = xprintf("the record sha256:%s", row->record.hex);
	_cleanup_(recordfile_close) struct recordfile record =
		recordfile_open(store, &row->record, where);
	struct text content = {0};

	for (char *path; recordfile_next(&record, &path, &content); content = (struct text){0}) {
		take_file(&unpacked, path, &content, where);
		text_free(&content);
		free(path);
	}
	if (!is_of_row(&unpacked, row))
		die(EXIT_NO, "%s is not of the layer %s as the lock has it", where, row->name);
	keep_results(store, &unpacked, row);
	return steal(&unpacked.layer);
}
