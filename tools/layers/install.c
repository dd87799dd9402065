/* SPDX-License-Identifier: MIT */
#include "layers/install.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "layers/bytecode.h"
#include "layers/destination.h"
#include "layers/newrecord.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "pypa/script.h"

enum {
	MAX_SCRIPT = 1 << 20,
	MAX_CONTENT = 16 << 20, /* of all files that are written or adapted here, but for RECORD */
};

struct installer {
	struct wheel *wheel;
	bool *compiled; /* which files of the bytecode have their place */
	const struct environment *to;
	struct inflate *inflate;
	struct installation *result;
	size_t content; /* bytes */
};

/* --- files ------------------------------------------------------------------- */

/* Only the wheel's own .dist-info may get files in site-packages. Python does not mind the suffix's
 * case. */
static void check_metadata(const struct installer *installer, const struct installed *file)
{
	static const char suffix[] = ".dist-info";
	const char *site = installer->to->site;
	_cleanup_free_ char *path = installed_path(file);

	if (!starts_with(path, site))
		return;
	_cleanup_free_ char *top = xstrndup(path + strlen(site), strcspn(path + strlen(site), "/"));
	_cleanup_free_ char *own = xprintf("%s%s", installer->wheel->stem, suffix);
	size_t length = strlen(top);

	if (length >= strlen(suffix) && strcasecmp(top + length - strlen(suffix), suffix) == 0 &&
		strcmp(top, own) != 0)
		die(EXIT_NO, "%s: /%s: would be metadata of another distribution",
			installer->wheel->zip.subject, path);
}

/* No wheel may replace what `python3 -m venv` makes. */
static void check_skeleton(const struct installer *installer, const struct installed *file)
{
	_cleanup_free_ char *path = installed_path(file);

	if (environment_makes(installer->to, path))
		die(EXIT_NO, "%s: /%s: would replace what the virtual environment itself has there",
			installer->wheel->zip.subject, path);
}

static struct installed *add_file(struct installer *installer, const char *root, const char *name)
{
	struct installed *file = &installer->result->files[installer->result->count++];

	*file = (struct installed){
		.wheel = installer->wheel, .root = root, .name = name, .mode = 0644};
	check_metadata(installer, file);
	check_skeleton(installer, file);
	return file;
}

static void set_content(struct installer *installer, struct installed *file, struct text content)
{
	installer->content += content.length;
	if (installer->content > MAX_CONTENT)
		die(EXIT_NO, "%s: its scripts have more than %d bytes",
			installer->wheel->zip.subject, MAX_CONTENT);
	file->content = content;
	file->hash = record_hash_of(content.bytes, content.length);
}

static struct installed *add_entry(struct installer *installer, const struct zip_entry *entry,
	const char *root, const char *name)
{
	const struct record_row *row = record_find(&installer->wheel->record, entry->name);
	struct installed *file = add_file(installer, root, name);

	file->entry = entry;
	if (row)
		file->hash = row->hash;
	if (row && row->odd)
		file->tail = record_tail(row->fields);
	if (S_ISREG(entry->mode) && (entry->mode & 0111))
		file->mode = 0755;
	return file;
}

/* --- .pyc files -------------------------------------------------------------- */

/* Whether the bytecode has what would be NAME in ROOT. */
static bool is_bytecode(const struct installer *installer, const char *root, const char *name)
{
	const struct zip *bytecode = installer->wheel->bytecode;

	return bytecode && root == installer->to->site && zip_find(bytecode, name);
}

static void add_bytecode(struct installer *installer, struct installed *source)
{
	const struct environment *to = installer->to;
	const struct zip *bytecode = installer->wheel->bytecode;

	if (!bytecode || source->root != to->site || !ends_with(source->name, ".py"))
		return;
	_cleanup_free_ char *path = bytecode_path(source->name, to->python_major, to->python_minor);
	const struct zip_entry *entry = path ? zip_find(bytecode, path) : NULL;

	source->uncompiled = !entry;
	if (!entry)
		return;
	if (installer->compiled[entry - bytecode->entries])
		return; /* the .pyc file of a source that the wheel has twice */
	installer->compiled[entry - bytecode->entries] = true;
	struct installed *file = add_file(installer, to->site, entry->name);

	file->entry = entry;
	file->source = source->name;
	file->over_link = source->over_link;
}

/* An entry of the wheel, unless the bytecode has the file. */
static void add_entry_and_bytecode(
	struct installer *installer, const struct zip_entry *entry, const struct destination *place)
{
	if (is_bytecode(installer, place->root, place->name))
		return;
	struct installed *file = add_entry(installer, entry, place->root, place->name);

	file->over_link = place->over_link;
	add_bytecode(installer, file);
}

/* --- the wheel's own scripts ------------------------------------------------- */

static bool begins_adaptable(struct installer *installer, const struct zip_entry *entry)
{
	struct inflate_piece piece;
	char first[SCRIPT_MAGIC];
	size_t length = 0;

	inflate_begin(installer->inflate, &installer->wheel->zip, entry);
	while (length < sizeof first && inflate_next(installer->inflate, &piece))
		for (size_t i = 0; i < piece.plain_length && length < sizeof first; i++)
			first[length++] = ((const char *)piece.plain)[i];
	return script_is_adaptable(first, length);
}

static void adapt_script(struct installer *installer, struct installed *file)
{
	const struct zip *zip = &installer->wheel->zip;

	if (!begins_adaptable(installer, file->entry))
		return;
	installed_check(file, installer->inflate);
	struct text script = inflate_read(installer->inflate, zip, file->entry, MAX_SCRIPT);

	script_adapt(&script, installer->to->interpreter);
	file->entry = NULL;
	cleanup_free(&file->tail);
	set_content(installer, file, script);
}

/* --- the archive ------------------------------------------------------------- */

static void add_archive(struct installer *installer)
{
	const struct wheel *wheel = installer->wheel;
	const struct zip_entry *record = wheel_find_info(wheel, "RECORD"),
			       *old_installer = wheel_find_info(wheel, "INSTALLER");
	const struct destinations destinations = {
		wheel, installer->to, installer->result->headers, &installer->result->places};

	for (size_t i = 0; i < wheel->zip.count; i++) {
		const struct zip_entry *entry = &wheel->zip.entries[i];

		if (zip_is_directory(entry) || entry == record || entry == old_installer)
			continue;
		struct destination place = destination_of(&destinations, entry);

		if (place.is_script)
			adapt_script(
				installer, add_entry(installer, entry, place.root, place.name));
		else if (place.root)
			add_entry_and_bytecode(installer, entry, &place);
	}
	for (size_t i = 0; wheel->bytecode && i < wheel->bytecode->count; i++)
		if (!installer->compiled[i])
			die(EXIT_NO,
				"%s: there are files that are no .pyc of the wheel's .py files",
				wheel->bytecode->subject);
}

/* --- what is written ------------------------------------------------------------ */

static void add_scripts(struct installer *installer)
{
	struct entry_points *points = &installer->wheel->points;

	entry_points_adapt(points, installer->to->python_major, installer->to->python_minor);
	for (size_t i = 0; i < points->count; i++) {
		struct installed *file =
			add_file(installer, installer->to->bin, points->points[i].name);

		file->mode = 0755;
		set_content(installer, file,
			script_text(&points->points[i], installer->to->interpreter));
	}
}

static void add_installer(struct installer *installer)
{
	struct text content = {0};

	text_add_string(&content, "pylock.mk\n");
	set_content(installer,
		add_file(installer, installer->to->site, installer->result->installer), content);
}

/* The new RECORD lists all files there are so far, and itself. */
static void add_record(struct installer *installer)
{
	const struct installation *result = installer->result;
	struct installed *record = add_file(installer, installer->to->site, result->record);

	record->content =
		newrecord_of(installer->wheel, result->files, result->count, installer->to);
	record->hash = record_hash_of(record->content.bytes, record->content.length);
}

struct installation install_wheel(
	struct wheel *wheel, const struct environment *environment, struct inflate *inflate)
{
	struct installation result = {
		.headers = xprintf("%sinclude/site/python%u.%u/%s/", environment->prefix,
			environment->python_major, environment->python_minor, wheel->name),
		.installer = xprintf("%s.dist-info/INSTALLER", wheel->stem),
		.record = xprintf("%s.dist-info/RECORD", wheel->stem),
	};
	struct installer installer = {
		.wheel = wheel, .to = environment, .inflate = inflate, .result = &result};
	size_t compiled = wheel->bytecode ? wheel->bytecode->count : 0;
	_cleanup_free_ bool *placed = xalloc(compiled + 1, sizeof *placed);

	/* pip and easy_install get up to three more scripts; INSTALLER and RECORD */
	installer.compiled = placed;
	result.files = xalloc(
		wheel->zip.count + compiled + wheel->points.count + 3 + 2, sizeof *result.files);
	add_archive(&installer);
	record_free(&wheel->record);
	add_scripts(&installer);
	add_installer(&installer);
	add_record(&installer);
	return result;
}

void installation_free(struct installation *installation)
{
	for (size_t i = 0; i < installation->count; i++) {
		text_free(&installation->files[i].content);
		cleanup_free(&installation->files[i].tail);
	}
	cleanup_free(&installation->files);
	cleanup_free(&installation->headers);
	cleanup_free(&installation->installer);
	cleanup_free(&installation->record);
	stringlist_free(&installation->places);
	stringlist_free(&installation->left_out);
	installation->count = 0;
}
