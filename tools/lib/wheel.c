#include "wheel.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"
#include "die.h"
#include "name.h"
#include "version.h"

enum { MAX_RECORD = 16 << 20, MAX_METADATA = 4 << 20 };

/* --- the .dist-info directory ------------------------------------------------ */

/* Finds the one there is. */
static void find_stem(struct wheel *wheel)
{
	const char *suffix = ".dist-info";

	for (size_t i = 0; i < wheel->zip.count; i++) {
		const char *name = wheel->zip.entries[i].name;
		_cleanup_free_ char *stem = xstrndup(name, strcspn(name, "/"));

		if (!ends_with(stem, suffix))
			continue;
		stem[strlen(stem) - strlen(suffix)] = '\0';
		if (!wheel->stem)
			wheel->stem = steal(&stem);
		else if (strcmp(stem, wheel->stem) != 0)
			die(EXIT_NO, "%s: there are two .dist-info directories, %s and %s",
				wheel->zip.subject, wheel->stem, stem);
	}
	if (!wheel->stem)
		die(EXIT_NO, "%s: not a wheel: there is no .dist-info directory", wheel->zip.subject);
}

const struct zip_entry *wheel_find_info(const struct wheel *wheel, const char *file)
{
	_cleanup_free_ char *name = xprintf("%s.dist-info/%s", wheel->stem, file);

	return zip_find(&wheel->zip, name);
}

static struct text read_info(
	const struct wheel *wheel, struct inflate *inflate, const char *file, size_t limit)
{
	const struct zip_entry *entry = wheel_find_info(wheel, file);

	if (!entry)
		die(EXIT_NO, "%s: %s.dist-info has no %s", wheel->zip.subject, wheel->stem, file);
	return inflate_read(inflate, &wheel->zip, entry, limit);
}

/* The value of the header KEY, before the first empty line; the caller frees. There has to be just one. */
static char *header(const struct wheel *wheel, const char *file, const struct text *text, const char *key)
{
	_cleanup_free_ char *copy = xstrdup(text_string(text));
	char *rest = copy, *line, *found = NULL;
	size_t length = strlen(key);

	while ((line = strsep(&rest, "\n")) && *line && strcmp(line, "\r") != 0) {
		if (strncasecmp(line, key, length) != 0 || line[length] != ':')
			continue;
		if (found)
			die(EXIT_NO, "%s: %s: %s is there twice", wheel->zip.subject, file, key);
		found = line + length + 1;
		found += strspn(found, " \t");
		for (char *end = found + strlen(found); end > found && strchr(" \t\r", end[-1]); end--)
			end[-1] = '\0';
	}
	if (!found)
		die(EXIT_NO, "%s: %s: there is no %s", wheel->zip.subject, file, key);
	return xstrdup(found);
}

static void check_wheel_version(const struct wheel *wheel, struct inflate *inflate)
{
	_cleanup_(text_free) struct text text = read_info(wheel, inflate, "WHEEL", MAX_METADATA);
	_cleanup_free_ char *version = header(wheel, "WHEEL", &text, "Wheel-Version");

	if (!starts_with(version, "1.") || strspn(version, "0123456789.") != strlen(version))
		die(EXIT_NO, "%s: WHEEL: Wheel-Version %s is not 1.x", wheel->zip.subject, version);
}

/* --- name and version -------------------------------------------------------- */

/* Whether ESCAPED, from a file's name, where each dash became `_`, is the same as VERSION, which is valid. */
static bool is_version(const char *escaped, const char *version)
{
	_cleanup_free_ char *unescaped = xstrdup(escaped);
	_cleanup_(text_free) struct text x = {0}, y = {0};
	struct version parts;

	for (char *c = unescaped; *c; c++)
		if (*c == '_')
			*c = '-';
	if (!version_is_valid(unescaped) || !version_scan(unescaped, &parts))
		return false;
	version_add(&x, &parts, true);
	version_scan(version, &parts);
	version_add(&y, &parts, true);
	return strcmp(x.bytes, y.bytes) == 0;
}

static bool stem_matches(const struct wheel *wheel)
{
	for (const char *dash = strchr(wheel->stem, '-'); dash; dash = strchr(dash + 1, '-')) {
		_cleanup_free_ char *raw = xstrndup(wheel->stem, (size_t)(dash - wheel->stem));
		_cleanup_free_ char *name = name_normalize(raw);

		if (strcmp(name, wheel->name) == 0 && is_version(dash + 1, wheel->version))
			return true;
	}
	return false;
}

/* Takes both from METADATA; the directory, and the FILENAME if it is known, have to agree. */
static void identify(struct wheel *wheel, struct inflate *inflate, const struct wheel_name *filename)
{
	const char *subject = wheel->zip.subject;
	_cleanup_(text_free) struct text text = read_info(wheel, inflate, "METADATA", MAX_METADATA);
	_cleanup_free_ char *name = header(wheel, "METADATA", &text, "Name");

	wheel->name = name_normalize(name);
	wheel->version = header(wheel, "METADATA", &text, "Version");
	if (!name_is_valid(name))
		die(EXIT_NO, "%s: METADATA: '%s' is not a distribution's name", subject, name);
	if (!version_is_valid(wheel->version))
		die(EXIT_NO, "%s: METADATA: '%s' is not a version (PEP 440)", subject, wheel->version);
	if (!stem_matches(wheel))
		die(EXIT_NO, "%s: %s.dist-info holds the metadata of %s %s", subject, wheel->stem, name,
			wheel->version);
	if (filename &&
		(strcmp(filename->name, wheel->name) != 0 || !is_version(filename->version, wheel->version)))
		die(EXIT_NO, "%s: the wheel is %s %s, not what its filename says", subject, name,
			wheel->version);
}

/* --- RECORD ------------------------------------------------------------------ */

/* Whether NAME is RECORD or one of its signatures, which it need not list. */
static bool is_record(const struct wheel *wheel, const char *name)
{
	size_t length = strlen(wheel->stem);

	if (strncmp(name, wheel->stem, length) != 0)
		return false;
	name += length;
	return strcmp(name, ".dist-info/RECORD") == 0 || strcmp(name, ".dist-info/RECORD.jws") == 0 ||
	       strcmp(name, ".dist-info/RECORD.p7s") == 0;
}

static void check_row(const struct wheel *wheel, const struct zip_entry *entry)
{
	const struct record_row *row = record_find(&wheel->record, entry->name);
	const char *subject = wheel->zip.subject;

	if (zip_is_directory(entry) || is_record(wheel, entry->name))
		return;
	if (!row)
		die(EXIT_NO, "%s: %s: is not in RECORD", subject, entry->name);
	if (!row->hash.algorithm)
		die(EXIT_NO, "%s: %s: RECORD has no hash for it", subject, entry->name);
	if (row->size != entry->size)
		die(EXIT_NO, "%s: %s: has %" PRIu64 " bytes, RECORD says %" PRIu64, subject, entry->name,
			entry->size, row->size);
}

static void read_record(struct wheel *wheel, struct inflate *inflate)
{
	_cleanup_free_ char *where = xprintf("%s: RECORD", wheel->zip.subject);
	_cleanup_(text_free) struct text text = read_info(wheel, inflate, "RECORD", MAX_RECORD);

	wheel->record = record_parse(&text, where);
	for (size_t i = 0; i < wheel->zip.count; i++)
		check_row(wheel, &wheel->zip.entries[i]);
	for (size_t i = 0; i < wheel->record.count; i++) {
		const char *path = wheel->record.rows[i].path;

		if (ends_with(path, "/") || !zip_find(&wheel->zip, path))
			die(EXIT_NO, "%s: %s: is not in the archive", where, path);
	}
}

/* --- the wheel --------------------------------------------------------------- */

static void read_entry_points(struct wheel *wheel, struct inflate *inflate)
{
	const struct zip_entry *entry = wheel_find_info(wheel, "entry_points.txt");
	_cleanup_free_ char *where = xprintf("%s: entry_points.txt", wheel->zip.subject);
	_cleanup_(text_free) struct text text = {0};

	if (!entry)
		return;
	text = inflate_read(inflate, &wheel->zip, entry, MAX_METADATA);
	wheel->points = entry_points_parse(&text, where);
}

struct wheel *wheel_open(const char *path, const char *filename, struct inflate *inflate)
{
	struct wheel *wheel = xalloc(1, sizeof *wheel);
	_cleanup_(wheel_name_free) struct wheel_name name = {0};
	const char *flaw = filename ? wheel_name_parse(filename, &name) : NULL;

	if (flaw)
		die(EXIT_NO, "%s: not a wheel's filename: %s", filename, flaw);
	wheel->zip = zip_open(path, filename ? filename : path);
	find_stem(wheel);
	check_wheel_version(wheel, inflate);
	identify(wheel, inflate, filename ? &name : NULL);
	read_record(wheel, inflate);
	read_entry_points(wheel, inflate);
	return wheel;
}

void wheel_take_bytecode(struct wheel *wheel, const char *path)
{
	_cleanup_free_ char *subject = xprintf("%s: its .pyc files", wheel->zip.subject);

	wheel->bytecode = xalloc(1, sizeof *wheel->bytecode);
	*wheel->bytecode = zip_open(path, subject);
}

void wheel_close(struct wheel **address)
{
	struct wheel *wheel = *address;

	if (!wheel)
		return;
	cleanup_free(&wheel->name);
	cleanup_free(&wheel->version);
	cleanup_free(&wheel->stem);
	record_free(&wheel->record);
	entry_points_free(&wheel->points);
	zip_close(&wheel->zip);
	if (wheel->bytecode)
		zip_close(wheel->bytecode);
	cleanup_free(&wheel->bytecode);
	cleanup_free(address);
}
