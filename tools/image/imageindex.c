/* SPDX-License-Identifier: MIT */
#include "image/imageindex.h"

#include <string.h>

#include "image/mediatype.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/stringlist.h"

enum { MAX_INDEXES = 64, MAX_NESTING = 4, MAX_IMAGES = 1000, MAX_SHOWN = 400 };

struct candidate {
	struct descriptor descriptor;
	json_t *entry;   /* in the index */
	json_t *said_in; /* the platform or configuration whose strings PLATFORM has, or NULL: not
			    known */
	struct platform platform;
};

struct search {
	const char *where;
	const struct layout *layout; /* NULL: only the index is at hand */
	struct candidate *found;
	size_t count;
	unsigned indexes;
};

struct descriptor descriptor_read(const json_t *json, const char *where)
{
	struct descriptor descriptor;
	const char *digest = json_want_string(json, "digest", where);

	descriptor.media_type = media_type_oci(json_want_string(json, "mediaType", where));
	if (!digest_parse(digest, &descriptor.digest) || !starts_with(digest, "sha256:"))
		die(EXIT_NO, "%s: .digest: '%s' is not a SHA-256 digest", where, digest);
	descriptor.size = json_want_size(json, "size", where);
	return descriptor;
}

static void search_free(struct search *search)
{
	for (size_t i = 0; i < search->count; i++) {
		json_free(&search->found[i].entry);
		json_free(&search->found[i].said_in);
	}
	cleanup_free(&search->found);
	search->count = 0;
}

/* --- what an index has --------------------------------------------------- */

static const char *annotation(const json_t *entry, const char *name, const char *where)
{
	return json_get_string(json_get_object(entry, "annotations", where), name, where);
}

/* An image, unless the entry says that it is none. */
static void add_image(struct search *search, json_t *entry, const struct descriptor *descriptor)
{
	json_t *said_in = json_get_object(entry, "platform", search->where);
	struct candidate candidate = {
		.descriptor = *descriptor, .entry = entry, .said_in = said_in};

	if (said_in)
		candidate.platform = platform_read(said_in, search->where);
	if (json_get_string(entry, "artifactType", search->where) ||
		annotation(entry, "vnd.docker.reference.type", search->where) ||
		(said_in && platform_is_unknown(&candidate.platform)))
		return;
	if (search->count == MAX_IMAGES)
		die(EXIT_NO, "%s: more than %d images", search->where, MAX_IMAGES);
	json_incref(entry);
	json_incref(said_in);
	search->found = xrealloc(search->found, search->count + 1, sizeof *search->found);
	search->found[search->count++] = candidate;
}

static json_t *entries_of(const json_t *index, const char *where)
{
	if (json_want_size(index, "schemaVersion", where) != 2)
		die(EXIT_NO, "%s: .schemaVersion: not 2", where);
	return json_want_array(index, "manifests", where);
}

static void add_entries(
	struct search *search, const json_t *entries, const char *where, unsigned depth);

static void add_index(struct search *search, const struct descriptor *descriptor, unsigned depth)
{
	if (depth >= MAX_NESTING || ++search->indexes > MAX_INDEXES)
		die(EXIT_NO, "%s: too many indexes in indexes", search->where);
	if (!search->layout)
		die(EXIT_NO, "%s: names another index, sha256:%s: take that one, by its digest",
			search->where, descriptor->digest.hex);
	_cleanup_free_ char *path = layout_blob(search->layout, &descriptor->digest);
	_cleanup_json_ json_t *index =
		layout_json(search->layout, &descriptor->digest, descriptor->size);

	add_entries(search, entries_of(index, path), path, depth + 1);
}

static void add_entries(
	struct search *search, const json_t *entries, const char *where, unsigned depth)
{
	size_t i;
	json_t *entry;

	json_array_foreach (entries, i, entry) {
		struct descriptor descriptor = descriptor_read(entry, where);

		if (!descriptor.media_type)
			continue;
		if (strcmp(descriptor.media_type, MEDIA_TYPE_MANIFEST) == 0)
			add_image(search, entry, &descriptor);
		else if (strcmp(descriptor.media_type, MEDIA_TYPE_INDEX) == 0)
			add_index(search, &descriptor, depth);
	}
}

bool imageindex_is_latest(const json_t *entry, const char *where)
{
	const char *tag = annotation(entry, ANNOTATION_REF_NAME, where);

	return tag && (strcmp(tag, "latest") == 0 || ends_with(tag, ":latest"));
}

/* The entries that are tagged `latest`, or all when none is. */
static json_t *tagged_entries(json_t *entries, const char *where)
{
	json_t *tagged = json_array(), *entry;
	size_t i;

	json_array_foreach (entries, i, entry)
		if (imageindex_is_latest(entry, where))
			json_array_append(tagged, entry);
	if (json_array_size(tagged) > 0)
		return tagged;
	json_decref(tagged);
	return json_incref(entries);
}

/* --- the configurations of a layout --------------------------------------- */

/* The configuration of the candidate's manifest; NULL when it is of something that is no image. */
static json_t *read_config(const struct layout *layout, const struct candidate *candidate)
{
	const struct descriptor *descriptor = &candidate->descriptor;
	_cleanup_free_ char *where = layout_blob(layout, &descriptor->digest);
	_cleanup_json_ json_t *manifest =
		layout_json(layout, &descriptor->digest, descriptor->size);
	struct descriptor config =
		descriptor_read(json_want_object(manifest, "config", where), where);

	if (!config.media_type || strcmp(config.media_type, MEDIA_TYPE_CONFIG) != 0)
		return NULL;
	return layout_json(layout, &config.digest, config.size);
}

/* What the index does not say, from the configurations; what are no images after all are left out.
 */
static void ask_configurations(struct search *search)
{
	size_t kept = 0;

	for (size_t i = 0; i < search->count; i++) {
		struct candidate *candidate = &search->found[i];

		if (!candidate->said_in) {
			candidate->said_in = read_config(search->layout, candidate);
			if (candidate->said_in)
				candidate->platform =
					platform_read(candidate->said_in, search->where);
		}
		if (candidate->said_in && !platform_is_unknown(&candidate->platform)) {
			search->found[kept++] = *candidate;
			continue;
		}
		json_free(&candidate->entry);
		json_free(&candidate->said_in);
	}
	search->count = kept;
}

/* --- the nearest ------------------------------------------------------------ */

static void end_without(const struct search *search, const struct platform *platform)
{
	_cleanup_free_ char *wanted = platform_text(platform);
	_cleanup_(stringlist_free) struct stringlist list = {0};
	_cleanup_(text_free) struct text others = {0};

	for (size_t i = 0; i < search->count; i++)
		if (search->found[i].said_in)
			stringlist_add(&list, platform_text(&search->found[i].platform));
	stringlist_sort_unique(&list);
	list_join(&list, ", ", &others);
	die(EXIT_NO, "%s: has no image for %s%s%.*s", search->where, wanted,
		others.length ? "; it has " : "", MAX_SHOWN, text_string(&others));
}

static void end_ambiguous(
	const struct search *search, const struct platform *platform, int distance, size_t count)
{
	_cleanup_free_ char *wanted = platform ? platform_text(platform) : NULL;
	_cleanup_(text_free) struct text list = {0};

	for (size_t i = 0; i < search->count; i++) {
		const struct candidate *candidate = &search->found[i];
		const char *tag = annotation(candidate->entry, ANNOTATION_REF_NAME, search->where);
		_cleanup_free_ char *is_for =
			candidate->said_in ? platform_text(&candidate->platform) : xstrdup("");

		if (platform && platform_distance(platform, &candidate->platform) != distance)
			continue;
		text_printf(&list, "%s sha256:%s (%s%s%s)", list.length ? "," : "",
			candidate->descriptor.digest.hex, is_for, tag ? ", tag " : "",
			tag ? tag : "");
	}
	die(EXIT_NO,
		"%s: %zu images%s%s, none tagged latest:%.*s; give one a layout of its own (skopeo "
		"copy "
		"oci:<layout>:<tag> oci:<new>:latest)",
		search->where, count, wanted ? " for " : "", wanted ? wanted : "", MAX_SHOWN,
		text_string(&list));
}

/* One image may have several tags. */
static bool is_same(const struct candidate *a, const struct candidate *b)
{
	return digest_equal(&a->descriptor.digest, &b->descriptor.digest);
}

static bool has_one_image(const struct search *search)
{
	for (size_t i = 1; i < search->count; i++)
		if (!is_same(&search->found[0], &search->found[i]))
			return false;
	return search->count > 0;
}

static struct descriptor nearest(const struct search *search, const struct platform *platform)
{
	const struct candidate *best = NULL;
	int best_distance = PLATFORM_OTHER;
	size_t equal = 0;

	for (size_t i = 0; i < search->count; i++) {
		const struct candidate *candidate = &search->found[i];
		int distance = !platform ? 0
			       : candidate->said_in
				       ? platform_distance(platform, &candidate->platform)
				       : PLATFORM_OTHER;

		if (distance == PLATFORM_OTHER || (best && distance > best_distance))
			continue;
		if (!best || distance < best_distance)
			equal = 1;
		else
			equal += !is_same(best, candidate);
		best = candidate;
		best_distance = distance;
	}
	if (!best)
		end_without(search, platform);
	if (equal > 1)
		end_ambiguous(search, platform, best_distance, equal);
	return best->descriptor;
}

struct descriptor imageindex_choose_in(const struct layout *layout, const struct platform *platform)
{
	_cleanup_free_ char *where = xprintf("%s/index.json", layout->path);
	_cleanup_json_ json_t *index = layout_index(layout);
	_cleanup_json_ json_t *entries = tagged_entries(entries_of(index, where), where);
	_cleanup_(search_free) struct search search = {.where = where, .layout = layout};

	add_entries(&search, entries, where, 0);
	if (!has_one_image(&search))
		ask_configurations(&search);
	if (has_one_image(&search))
		return search.found[0].descriptor;
	if (search.count == 0 && !platform)
		die(EXIT_NO, "%s: has no image", where);
	return nearest(&search, platform);
}

struct descriptor imageindex_choose(
	json_t *index, const struct platform *platform, const char *where)
{
	_cleanup_(search_free) struct search search = {.where = where};

	add_entries(&search, entries_of(index, where), where, 0);
	return nearest(&search, platform);
}
