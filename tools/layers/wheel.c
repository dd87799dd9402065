/* SPDX-License-Identifier: MIT */
#include "layers/wheel.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "layers/recordcheck.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "pypa/metadata.h"
#include "pypa/name.h"
#include "pypa/version.h"

enum { MAX_RECORD = 16 << 20, MAX_METADATA = 4 << 20 };

/* --- the .dist-info directory ------------------------------------------------ */

/* Finds the wheel's only .dist-info directory. */
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
		die(EXIT_NO, "%s: not a wheel: there is no .dist-info directory",
			wheel->zip.subject);
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

/* A header's value once more: the first counts, as for Python. */
static void check_again(const struct wheel *wheel, const char *file, const char *key,
	const char *first, const char *again)
{
	if (strcmp(first, again) == 0)
		flaws_add(wheel->flaws, FLAW_SAME_HEADER, "%s: %s is there twice, and the same",
			file, key);
	else
		flaws_add(wheel->flaws, FLAW_OTHER_HEADER, "%s: %s is there twice, '%s' and '%s'",
			file, key, first, again);
}

/* The value of the header KEY, which has to be there; the caller frees. */
static char *header(
	const struct wheel *wheel, const char *file, const struct text *text, const char *key)
{
	_cleanup_(metadata_end) struct metadata_reader reader;
	char *found = NULL;

	metadata_begin(&reader, text_string(text), text->length);
	while (metadata_next(&reader)) {
		const char *value = text_string(&reader.value);

		if (!metadata_is(&reader, key))
			continue;
		if (strlen(value) != reader.value.length)
			die(EXIT_NO, "%s: %s: %s has a NUL", wheel->zip.subject, file, key);
		if (found)
			check_again(wheel, file, key, found, value);
		else
			found = xstrdup(value);
	}
	if (!found)
		die(EXIT_NO, "%s: %s: there is no %s", wheel->zip.subject, file, key);
	return found;
}

static void check_wheel_version(const struct wheel *wheel, struct inflate *inflate)
{
	_cleanup_(text_free) struct text text = read_info(wheel, inflate, "WHEEL", MAX_METADATA);
	_cleanup_free_ char *version = header(wheel, "WHEEL", &text, "Wheel-Version");

	if (strcmp(version, "1") == 0)
		flaws_add(wheel->flaws, FLAW_WHEEL_VERSION, "WHEEL: Wheel-Version 1 is not 1.0");
	else if (!starts_with(version, "1.") || strspn(version, "0123456789.") != strlen(version))
		die(EXIT_NO, "%s: WHEEL: Wheel-Version %s is not 1.x", wheel->zip.subject, version);
}

/* --- name and version -------------------------------------------------------- */

/* Whether ESCAPED, from a file's name, where each dash became `_`, is the same as VERSION, which is
 * valid. */
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

bool wheel_is_stem(const struct wheel *wheel, const char *stem)
{
	for (const char *dash = strchr(stem, '-'); dash; dash = strchr(dash + 1, '-')) {
		_cleanup_free_ char *raw = xstrndup(stem, (size_t)(dash - stem));
		_cleanup_free_ char *name = name_normalize(raw);

		if (strcmp(name, wheel->name) == 0 && is_version(dash + 1, wheel->version))
			return true;
	}
	return false;
}

/* Whether the directory has the wheel's name, whatever it has for a version. */
static bool is_stem_of_name(const struct wheel *wheel)
{
	_cleanup_free_ char *name = name_normalize(wheel->stem);
	size_t length = strlen(wheel->name);

	return strncmp(name, wheel->name, length) == 0 &&
	       (!name[length] || wheel->stem[length] == '-');
}

/* The directory, and the FILENAME if it is known, have to agree with METADATA, which has NAME. */
static void check_identity(
	const struct wheel *wheel, const char *name, const struct wheel_name *filename)
{
	const char *subject = wheel->zip.subject;

	if (!wheel_is_stem(wheel, wheel->stem)) {
		if (!is_stem_of_name(wheel))
			die(EXIT_NO, "%s: %s.dist-info holds the metadata of %s %s", subject,
				wheel->stem, name, wheel->version);
		flaws_add(wheel->flaws, FLAW_VERSION, "%s.dist-info holds the metadata of %s %s",
			wheel->stem, name, wheel->version);
	}
	if (filename && strcmp(filename->name, wheel->name) != 0)
		die(EXIT_NO, "%s: the wheel is %s %s, not what its filename says", subject, name,
			wheel->version);
	if (filename && !is_version(filename->version, wheel->version))
		flaws_add(wheel->flaws, FLAW_VERSION,
			"the wheel is %s %s, not what its filename says", name, wheel->version);
}

/* Takes name and version from METADATA. */
static void identify(
	struct wheel *wheel, struct inflate *inflate, const struct wheel_name *filename)
{
	const char *subject = wheel->zip.subject;
	_cleanup_(text_free) struct text text = read_info(wheel, inflate, "METADATA", MAX_METADATA);
	_cleanup_free_ char *name = header(wheel, "METADATA", &text, "Name");

	wheel->name = name_normalize(name);
	wheel->version = header(wheel, "METADATA", &text, "Version");
	if (!name_is_valid(name))
		die(EXIT_NO, "%s: METADATA: '%s' is not a distribution's name", subject, name);
	if (!version_is_valid(wheel->version))
		die(EXIT_NO, "%s: METADATA: '%s' is not a version (PEP 440)", subject,
			wheel->version);
	check_identity(wheel, name, filename);
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
	wheel->points = entry_points_parse(&text, where, wheel->flaws);
}

struct wheel *wheel_open(const char *path, const char *filename, const struct allowance *allowance,
	struct inflate *inflate)
{
	struct wheel *wheel = xalloc(1, sizeof *wheel);
	_cleanup_(wheel_name_free) struct wheel_name name = {0};
	const char *flaw = filename ? wheel_name_parse(filename, &name) : NULL;

	if (flaw)
		die(EXIT_NO, "%s: not a wheel's filename: %s", filename, flaw);
	wheel->zip = zip_open(path, filename ? filename : path);
	wheel->flaws = xalloc(1, sizeof *wheel->flaws);
	*wheel->flaws =
		(struct flaws){.subject = wheel->zip.subject, .path = path, .allowance = allowance};
	find_stem(wheel);
	check_wheel_version(wheel, inflate);
	identify(wheel, inflate, filename ? &name : NULL);
	_cleanup_(text_free) struct text record = read_info(wheel, inflate, "RECORD", MAX_RECORD);

	recordcheck(wheel, &record);
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
	for (size_t i = 0; i < wheel->extra_count; i++) {
		cleanup_free(&wheel->extra[i].path);
		cleanup_free(&wheel->extra[i].tail);
	}
	cleanup_free(&wheel->extra);
	flaws_free(wheel->flaws);
	cleanup_free(&wheel->flaws);
	entry_points_free(&wheel->points);
	zip_close(&wheel->zip);
	if (wheel->bytecode)
		zip_close(wheel->bytecode);
	cleanup_free(&wheel->bytecode);
	cleanup_free(address);
}
