/* SPDX-License-Identifier: MIT */
#include "layers/install.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "layers/bytecode.h"
#include "layers/newrecord.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
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

/* --- the environment --------------------------------------------------------- */

struct environment environment_at(const char *prefix, const char *site, const char *interpreter,
	unsigned major, unsigned minor)
{
	return (struct environment){
		.prefix = xprintf("%s/", prefix + 1),
		.bin = xprintf("%s/bin/", prefix + 1),
		.site = xprintf("%s/", site + 1),
		.interpreter =
			interpreter ? xstrdup(interpreter) : xprintf("%s/bin/python3", prefix),
		.python_major = major,
		.python_minor = minor,
	};
}

void environment_free(struct environment *environment)
{
	cleanup_free(&environment->prefix);
	cleanup_free(&environment->bin);
	cleanup_free(&environment->site);
	cleanup_free(&environment->interpreter);
}

static bool is_at_or_above(const char *directory, size_t length, const char *below)
{
	return strncmp(directory, below, length) == 0 && below[length] == '/';
}

bool environment_has_directory(
	const struct environment *environment, const char *directory, size_t length)
{
	return is_at_or_above(directory, length, environment->bin) ||
	       is_at_or_above(directory, length, environment->site);
}

/* --- files ------------------------------------------------------------------- */

char *installed_path(const struct installed *file)
{
	return xprintf("%s%s", file->root, file->name);
}

uint64_t installed_size(const struct installed *file)
{
	return file->entry ? file->entry->size : file->content.length;
}

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
	const struct environment *to = installer->to;
	_cleanup_free_ char *path = installed_path(file),
			    *versioned =
				    xprintf("bin/python%u.%u", to->python_major, to->python_minor);
	const char *const own[] = {"pyvenv.cfg", "lib64", "bin/python", "bin/python3", versioned};

	if (!starts_with(path, to->prefix))
		return;
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (strcmp(path + strlen(to->prefix), own[i]) == 0)
			die(EXIT_NO,
				"%s: /%s: would replace what the virtual environment itself has "
				"there",
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
static void add_entry_and_bytecode(struct installer *installer, const struct zip_entry *entry,
	const char *root, const char *name, bool over_link)
{
	if (is_bytecode(installer, root, name))
		return;
	struct installed *file = add_entry(installer, entry, root, name);

	file->over_link = over_link;
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

void installed_differs(const struct installed *file)
{
	flaws_add(file->wheel->flaws, FLAW_HASH, "%s: the hash is not the one that RECORD says",
		file->entry->name);
}

void installed_check(const struct installed *file, struct inflate *inflate)
{
	struct record_hasher hasher;
	struct inflate_piece piece;

	if (file->hash.algorithm == RECORD_NO_HASH)
		return;
	record_hash_begin(&hasher, file->hash.algorithm);
	inflate_begin(inflate, &file->wheel->zip, file->entry);
	while (inflate_next(inflate, &piece))
		record_hash_add(&hasher, piece.plain, piece.plain_length);
	struct record_hash hash = record_hash_end(&hasher);

	if (!record_hash_equal(&hash, &file->hash))
		installed_differs(file);
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

/* Where the .data directory's SCHEME goes; NULL for an unknown one. */
static const char *root_of(const struct installer *installer, const char *scheme)
{
	if (strcmp(scheme, "purelib") == 0 || strcmp(scheme, "platlib") == 0)
		return installer->to->site;
	if (strcmp(scheme, "scripts") == 0)
		return installer->to->bin;
	if (strcmp(scheme, "data") == 0)
		return installer->to->prefix;
	return strcmp(scheme, "headers") == 0 ? installer->result->headers : NULL;
}

/* An entry for NAME in the prefix. What is for lib64 goes to lib, over the environment's link;
 * either may be the site directory. */
static void add_in_prefix(
	struct installer *installer, const struct zip_entry *entry, const char *name)
{
	const struct environment *to = installer->to;
	bool linked = starts_with(name, "lib64/");
	char *place =
		xprintf("%s%s", linked ? "lib/" : "", linked ? name + strlen("lib64/") : name);
	size_t prefix = strlen(to->prefix), site = strlen(to->site);

	stringlist_add(&installer->result->places, place);
	if (starts_with(to->site, to->prefix) &&
		strncmp(place, to->site + prefix, site - prefix) == 0)
		add_entry_and_bytecode(installer, entry, to->site, place + site - prefix, linked);
	else
		add_entry_and_bytecode(installer, entry, to->prefix, place, linked);
}

/* An entry of the .data directory; REST is its path in there. */
static void add_data(struct installer *installer, const struct zip_entry *entry, const char *rest)
{
	_cleanup_free_ char *scheme = xstrndup(rest, strcspn(rest, "/"));
	const char *root = root_of(installer, scheme), *slash = rest + strlen(scheme);
	bool is_script = strcmp(scheme, "scripts") == 0;

	if (!root || !*slash)
		die(EXIT_NO, "%s: %s: is in none of the .data directory's schemes",
			installer->wheel->zip.subject, entry->name);
	if (is_script && entry_points_replace(&installer->wheel->points, file_name(rest)))
		return;
	if (is_script)
		adapt_script(installer, add_entry(installer, entry, root, slash + 1));
	else if (root == installer->to->prefix)
		add_in_prefix(installer, entry, slash + 1);
	else
		add_entry_and_bytecode(installer, entry, root, slash + 1, false);
}

/* TOP is one that ends in .data. pip takes any for the wheel's own, and other installers do not. */
static void check_data_directory(const struct installer *installer, const struct zip_entry *entry,
	const char *top, const char *own)
{
	const struct wheel *wheel = installer->wheel;
	_cleanup_free_ char *stem = xstrndup(top, strlen(top) - strlen(".data"));

	if (entry->name[strlen(top)] != '/')
		die(EXIT_NO, "%s: %s: is not in %s", wheel->zip.subject, entry->name, own);
	if (strcmp(top, own) == 0)
		return;
	if (wheel_is_stem(wheel, stem))
		flaws_add(wheel->flaws, FLAW_DATA_SPELLING, "%s: %s is spelled otherwise",
			entry->name, own);
	else
		flaws_add(wheel->flaws, FLAW_OTHER_DATA, "%s: is not in %s", entry->name, own);
}

static void add_archive(struct installer *installer)
{
	const struct wheel *wheel = installer->wheel;
	const struct zip_entry *record = wheel_find_info(wheel, "RECORD"),
			       *old_installer = wheel_find_info(wheel, "INSTALLER");
	_cleanup_free_ char *data = xprintf("%s.data", wheel->stem);

	for (size_t i = 0; i < wheel->zip.count; i++) {
		const struct zip_entry *entry = &wheel->zip.entries[i];
		size_t length = strcspn(entry->name, "/");
		_cleanup_free_ char *top = xstrndup(entry->name, length);

		if (zip_is_directory(entry) || entry == record || entry == old_installer)
			continue;
		if (!ends_with(top, ".data")) {
			add_entry_and_bytecode(
				installer, entry, installer->to->site, entry->name, false);
			continue;
		}
		check_data_directory(installer, entry, top, data);
		add_data(installer, entry, entry->name + length + 1);
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
