/* SPDX-License-Identifier: MIT */
#include "image/holders.h"

#include <stdlib.h>
#include <string.h>

#include "image/heldpaths.h"
#include "image/layerread.h"
#include "layers/leftout.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "pypa/distinfo.h"
#include "pypa/name.h"

enum { LARGEST_RECORD = 16 << 20 };

struct holder_group {
	const char *wheels; /* the layers' annotation */
	bool read;
	size_t count;
	struct holder *list;
	struct heldpaths rows; /* of all RECORDs */
};

static void group_free(struct holder_group *group)
{
	for (size_t i = 0; i < group->count; i++) {
		cleanup_free(&group->list[i].label);
		cleanup_free(&group->list[i].package);
		cleanup_free(&group->list[i].record);
		text_free(&group->list[i].content);
		stringlist_free(&group->list[i].left_out);
	}
	cleanup_free(&group->list);
	heldpaths_free(&group->rows);
}

void holders_free(struct holders *holders)
{
	for (size_t i = 0; i < holders->group_count; i++)
		group_free(&holders->groups[i]);
	cleanup_free(&holders->groups);
	holders->group_count = 0;
}

/* --- names ------------------------------------------------------------------- */

static void add_holders(struct holder_group *group)
{
	_cleanup_free_ char *copy = xstrdup(group->wheels);
	char *next = copy, *label;

	while ((label = strsep(&next, ","))) {
		label += strspn(label, " ");
		_cleanup_free_ char *name = xstrndup(label, strcspn(label, " "));

		group->list = xrealloc(group->list, group->count + 1, sizeof *group->list);
		group->list[group->count++] =
			(struct holder){.label = xstrdup(label), .package = name_normalize(name)};
	}
}

/* The distributions of a layer; NULL when it is no layer of packages. */
static struct holder_group *group_of(const struct holders *holders, size_t layer)
{
	const char *wheels = image_layer_annotation(&holders->layers[layer], ANNOTATION_WHEELS);

	for (size_t i = 0; wheels && i < holders->group_count; i++)
		if (strcmp(holders->groups[i].wheels, wheels) == 0)
			return &holders->groups[i];
	return NULL;
}

struct holders holders_begin(const struct image_layer *layers, const struct blob *blobs,
	size_t count, const char *prefix)
{
	struct holders holders = {
		.layers = layers, .blobs = blobs, .prefix = prefix, .layer_count = count};

	holders.groups = xalloc(count, sizeof *holders.groups);
	for (size_t i = 0; i < count; i++) {
		const char *wheels = image_layer_annotation(&layers[i], ANNOTATION_WHEELS);

		if (!wheels || group_of(&holders, i))
			continue;
		holders.groups[holders.group_count].wheels = wheels;
		add_holders(&holders.groups[holders.group_count++]);
	}
	return holders;
}

bool holders_have(const struct holders *holders, const char *package)
{
	for (size_t i = 0; i < holders->group_count; i++)
		for (size_t j = 0; j < holders->groups[i].count; j++)
			if (strcmp(holders->groups[i].list[j].package, package) == 0)
				return true;
	return false;
}

/* --- RECORDs ----------------------------------------------------------------- */

/* The distribution whose RECORD would lie at PATH, or NULL. */
static struct holder *holder_with_record(struct holder_group *group, const char *path)
{
	static const char tail[] = ".dist-info/RECORD";

	if (!ends_with(path, tail))
		return NULL;
	_cleanup_free_ char *info = xstrndup(path, strlen(path) - strlen(tail));
	const char *stem = file_name(info);

	for (const char *dash = strchr(stem, '-'); dash; dash = strchr(dash + 1, '-')) {
		_cleanup_free_ char *raw = xstrndup(stem, (size_t)(dash - stem)),
				    *name = name_normalize(raw);

		for (size_t i = 0; i < group->count; i++)
			if (strcmp(group->list[i].package, name) == 0)
				return &group->list[i];
	}
	return NULL;
}

static void read_content(
	struct layer_reader *reader, const struct layer_entry *entry, struct text *content)
{
	size_t length;

	if (entry->size > LARGEST_RECORD)
		die(EXIT_NO, "%s: larger than %d bytes", entry->path, LARGEST_RECORD);
	while ((length = layer_read(reader, text_reserve(content, 1 << 16), 1 << 16)) > 0) {
		content->length += length;
		content->bytes[content->length] = '\0';
	}
}

/* Reads the RECORDs in the layer. Returns how many there were. */
static size_t read_layer(struct holders *holders, struct holder_group *group, size_t layer)
{
	const struct image_layer *descriptor = &holders->layers[layer];
	const char *blob = holders->blobs[layer].path;
	struct layer_entry entry;
	size_t found = 0;

	if (!blob)
		return 0;
	_cleanup_(layer_close) struct layer_reader *reader =
		layer_open(blob, descriptor->media_type, descriptor->source);

	while (found < group->count && layer_next(reader, &entry)) {
		struct holder *holder =
			entry.kind == LAYER_FILE ? holder_with_record(group, entry.path) : NULL;

		if (!holder || holder->record)
			continue;
		holder->layer = layer;
		holder->record = xstrdup(entry.path);
		read_content(reader, &entry, &holder->content);
		found++;
	}
	return found;
}

char *holder_site(const struct holder *holder)
{
	const char *info = holder->record + strlen(holder->record) - strlen("/RECORD");
	const char *slash = memrchr(holder->record, '/', (size_t)(info - holder->record));

	return xstrndup(holder->record, slash ? (size_t)(slash - holder->record) : 0);
}

static void add_rows(
	const struct holders *holders, struct holder_group *group, struct holder *holder)
{
	_cleanup_free_ char *site = holder->record ? holder_site(holder) : NULL;
	struct distinfo_reader reader;
	struct distinfo_row row;

	if (!site)
		return;
	distinfo_begin(&reader, holder->content.bytes, holder->content.length, site);
	while (distinfo_next(&reader, &row))
		heldpaths_add(&group->rows, leftout_place(row.path, holders->prefix), holder);
	distinfo_end(&reader);
}

static void read_group(struct holders *holders, struct holder_group *group)
{
	size_t found = 0;

	if (group->read)
		return;
	group->read = true;
	/* Of a wheel in several layers it is the last that has all metadata. */
	for (size_t i = holders->layer_count; i-- > 0 && found < group->count;)
		if (group_of(holders, i) == group)
			found += read_layer(holders, group, i);
	for (size_t i = 0; i < group->count; i++)
		add_rows(holders, group, &group->list[i]);
	heldpaths_sort(&group->rows);
}

void holders_read(struct holders *holders, size_t layer)
{
	struct holder_group *group = group_of(holders, layer);

	if (group)
		read_group(holders, group);
}

/* --- who has it -------------------------------------------------------------- */

size_t holders_of(struct holders *holders, size_t layer, const char *path, bool below,
	void (*take)(void *context, struct holder *holder), void *context)
{
	struct holder_group *group = group_of(holders, layer);

	if (!group)
		return 0;
	if (group->count == 1) {
		take(context, &group->list[0]);
		return 1;
	}
	read_group(holders, group);
	return heldpaths_find(&group->rows, path, below, take, context);
}

static void take_first(void *context, struct holder *holder)
{
	struct holder **first = context;

	if (!*first)
		*first = holder;
}

const char *holders_label(struct holders *holders, size_t layer, const char *path, bool below)
{
	struct holder *first = NULL;

	holders_of(holders, layer, path, below, take_first, &first);
	return first ? first->label : image_layer_contents(&holders->layers[layer]);
}

void holders_each(struct holders *holders, size_t layer,
	void (*take)(void *context, struct holder *holder), void *context)
{
	struct holder_group *group = group_of(holders, layer);

	for (size_t i = 0; group && i < group->count; i++)
		take(context, &group->list[i]);
}
