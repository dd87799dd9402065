/* SPDX-License-Identifier: MIT */
#include "evidence/distributions.h"

#include <string.h>

#include "layers/bytecode.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"

enum { MOST = 10000 };

void distributions_free(struct distributions *distributions)
{
	for (size_t i = 0; i < distributions->count; i++) {
		struct distribution *distribution = &distributions->list[i];

		cleanup_free(&distribution->path);
		cleanup_free(&distribution->name);
		json_free(&distribution->missing);
		json_free(&distribution->changed);
		json_free(&distribution->unchecked);
		json_free(&distribution->uncompiled);
		json_free(&distribution->shared);
	}
	cleanup_free(&distributions->list);
	distributions->count = 0;
}

/* Whether the file is the one that this layer has: not removed, nor replaced by a layer above. */
static bool is_from(const struct filesystem *filesystem, const char *path, unsigned layer)
{
	const struct file *file = filesystem_find(filesystem, path);

	return file && file->layer == layer;
}

/* The .dist-info or .egg-info that PATH, of a file in it or the file itself, belongs to; the caller
 * frees. */
static char *info_path(const char *path)
{
	const char *name = file_name(path);

	return ends_with(name, ".egg-info") ? xstrdup(path)
					    : xstrndup(path, (size_t)(name - path) - 1);
}

static bool is_in_site(const struct distributions *distributions, const char *info)
{
	const char *name = file_name(info);
	_cleanup_free_ char *site = xstrndup(info, name > info ? (size_t)(name - info) - 1 : 0);

	if (strcmp(file_name(site), "site-packages") == 0 ||
		strcmp(file_name(site), "dist-packages") == 0)
		return true;
	for (size_t i = 0; i < distributions->site_count; i++)
		if (strcmp(site, distributions->sites[i]) == 0)
			return true;
	return false;
}

static struct distribution *find(struct distributions *distributions, const char *info)
{
	for (size_t i = 0; i < distributions->count; i++)
		if (strcmp(distributions->list[i].path, info) == 0)
			return &distributions->list[i];
	return NULL;
}

/* The distribution with that .dist-info; a new one when there is none yet. */
static struct distribution *find_or_add(struct distributions *distributions, const char *info)
{
	struct distribution *found = find(distributions, info);

	if (found)
		return found;
	if (distributions->count == MOST)
		die(EXIT_NO, "more than %d distributions", MOST);
	distributions->list = xrealloc(
		distributions->list, distributions->count + 1, sizeof *distributions->list);
	found = &distributions->list[distributions->count++];
	*found = (struct distribution){.path = xstrdup(info)};
	return found;
}

static json_t *load_metadata(const struct distribution *distribution)
{
	json_t *metadata = json_loads(distribution->metadata, 0, NULL);

	if (!metadata)
		die(EXIT_NO, "%s: damaged evidence in the store", distribution->path);
	return metadata;
}

void distributions_add(struct distributions *distributions, const struct filesystem *filesystem,
	const struct evidence *evidence, unsigned layer)
{
	struct evidence_item item;

	for (size_t position = 0; evidence_next(evidence, &position, &item);) {
		if (item.kind != EVIDENCE_METADATA || !is_from(filesystem, item.path, layer))
			continue;
		_cleanup_free_ char *info = info_path(item.path);

		if (!is_in_site(distributions, info))
			continue;
		struct distribution *distribution = find_or_add(distributions, info);

		distribution->metadata = item.text;
		distribution->layer = layer;
		_cleanup_json_ json_t *metadata = load_metadata(distribution);
		const char *name = json_string_value(json_object_get(metadata, "name"));

		free(distribution->name);
		distribution->name = name ? xstrdup(name) : NULL;
	}
}

static void start_record(
	const struct distributions *distributions, struct distribution *distribution)
{
	json_free(&distribution->missing);
	json_free(&distribution->changed);
	json_free(&distribution->unchecked);
	json_free(&distribution->uncompiled);
	json_free(&distribution->shared);
	distribution->has_record = true;
	distribution->rows = 0;
	distribution->missing = json_array();
	distribution->changed = json_array();
	distribution->unchecked = json_array();
	distribution->uncompiled = distributions->python_major ? json_array() : NULL;
}

static void list(json_t *array, const char *path)
{
	if (json_array_size(array) < DISTRIBUTION_MOST_LISTED)
		json_array_append_new(array, json_lossy(path, strlen(path)));
}

/* RECORD has no row with a hash for itself and its signatures. */
static bool has_no_hash(const struct distribution *distribution, const char *path)
{
	size_t length = strlen(distribution->path);
	const char *rest = path + length;

	return strncmp(path, distribution->path, length) == 0 &&
	       (strcmp(rest, "/RECORD") == 0 || strcmp(rest, "/RECORD.jws") == 0 ||
		       strcmp(rest, "/RECORD.p7s") == 0);
}

/* Looks for the .pyc of a .py file that lies in the site directory. */
static void check_compiled(const struct distributions *distributions,
	struct distribution *distribution, const struct filesystem *filesystem, const char *path)
{
	size_t site = (size_t)(file_name(distribution->path) - distribution->path);

	if (!distribution->uncompiled || !ends_with(path, ".py") ||
		strncmp(path, distribution->path, site) != 0)
		return;
	_cleanup_free_ char *compiled =
		bytecode_path(path, distributions->python_major, distributions->python_minor);

	if (!compiled || !filesystem_find(filesystem, compiled))
		list(distribution->uncompiled, path);
}

static void list_shared(struct distribution *distribution, const char *path,
	const struct distribution *owner, bool same)
{
	if (!distribution->shared)
		distribution->shared = json_array();
	if (json_array_size(distribution->shared) < DISTRIBUTION_MOST_LISTED)
		json_array_append_new(
			distribution->shared, json_pack("[o, s, b]", json_lossy(path, strlen(path)),
						      owner->name ? owner->name : "", same));
}

/* The file that a row names, over links as well: lib64 of a virtual environment is one. */
static struct file *file_of_row(const struct filesystem *filesystem, const char *path)
{
	struct file *file = filesystem_find(filesystem, path);

	if (file)
		return file;
	_cleanup_(text_free) struct text real = {0};
	uint32_t node = filesystem_follow(filesystem, path, &real);

	return node == TREE_NONE ? NULL : filesystem_file(filesystem, node);
}

/* Whether there is a directory where ROW stands, and it says no more of it: some tools list those,
 * too. */
static bool is_directory_row(const struct filesystem *filesystem, const struct evidence_item *row)
{
	static const char nothing[] =
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
	uint32_t node = pathtree_find(&filesystem->tree, row->path);

	return node != TREE_NONE && filesystem->tree.nodes[node].directory &&
	       (!row->digest || memcmp(row->digest, nothing, 64) == 0);
}

static void check_row(struct distributions *distributions, struct distribution *distribution,
	struct filesystem *filesystem, const struct evidence_item *row)
{
	struct file *file = file_of_row(filesystem, row->path);

	distribution->rows++;
	if (!file) {
		if (!is_directory_row(filesystem, row))
			list(distribution->missing, row->path);
		return;
	}
	uint32_t place = (uint32_t)(distribution - distributions->list);
	bool same = row->digest && file->digest && memcmp(row->digest, file->digest, 64) == 0;

	if (file->owner == NO_OWNER)
		file->owner = place;
	else if (file->owner != place)
		list_shared(distribution, row->path, &distributions->list[file->owner],
			!row->digest || same);
	if (file->kind != FILE_REGULAR || (row->size != UINT64_MAX && row->size != file->size) ||
		(row->digest && !same))
		list(distribution->changed, row->path);
	else if (!row->digest && !has_no_hash(distribution, row->path) &&
		 !(distribution->uncompiled && bytecode_is(row->path)))
		list(distribution->unchecked, row->path);
	check_compiled(distributions, distribution, filesystem, row->path);
}

void distributions_check(struct distributions *distributions, struct filesystem *filesystem,
	const struct evidence *evidence, unsigned layer)
{
	struct distribution *distribution = NULL; /* whose RECORD's rows follow now */
	struct evidence_item item;

	for (size_t position = 0; evidence_next(evidence, &position, &item);) {
		if (item.kind == EVIDENCE_ROW) {
			if (distribution)
				check_row(distributions, distribution, filesystem, &item);
			continue;
		}
		distribution = NULL;
		if ((item.kind != EVIDENCE_RECORD && item.kind != EVIDENCE_INSTALLER) ||
			!is_from(filesystem, item.path, layer))
			continue;
		_cleanup_free_ char *info = info_path(item.path);

		distribution = find(distributions, info);
		if (distribution && item.kind == EVIDENCE_RECORD)
			start_record(distributions, distribution);
		else if (distribution)
			distribution->installer = item.text;
	}
}

static int by_path(const void *a, const void *b)
{
	return strcmp(
		((const struct distribution *)a)->path, ((const struct distribution *)b)->path);
}

void distributions_sort(struct distributions *distributions)
{
	if (distributions->count > 0)
		qsort(distributions->list, distributions->count, sizeof *distributions->list,
			by_path);
}

json_t *distribution_json(const struct distribution *distribution)
{
	json_t *json = load_metadata(distribution), *record = json_null();

	if (distribution->has_record)
		record = json_pack("{s:I, s:O, s:O, s:O, s:O*}", "files",
			(json_int_t)distribution->rows, "missing", distribution->missing, "changed",
			distribution->changed, "unchecked", distribution->unchecked, "uncompiled",
			distribution->uncompiled);
	json_object_set_new(json, "record", record);
	if (distribution->shared)
		json_object_set(json, "shared", distribution->shared);
	json_object_set_new(
		json, "path", json_lossy(distribution->path, strlen(distribution->path)));
	json_object_set_new(json, "layer", json_integer(distribution->layer));
	json_object_set_new(json, "installer",
		distribution->installer
			? json_lossy(distribution->installer, strlen(distribution->installer))
			: json_null());
	return json;
}
