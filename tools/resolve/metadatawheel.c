/* SPDX-License-Identifier: MIT */
#include "resolve/metadatawheel.h"

#include <stdint.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/digest.h"
#include "lib/json.h"

enum { MAX_METADATA = 16 << 20 };

/* --- zip (PKWARE "APPNOTE"), its entries stored ------------------------------------------- */

/* What Python's zipfile writes: versions needed and made by (2.0, Unix), the first date there is,
 * and a regular file of mode 0644. */
enum { ZIP_VERSION = 20, ZIP_UNIX = 3 << 8, ZIP_DATE = 1 << 5 | 1 };
static const uint32_t zip_mode = (uint32_t)0100644 << 16;

struct entry {
	const char *name; /* below the directory of the wheel */
	const struct text *content;
};

static void add_number(struct text *out, uint32_t number, size_t bytes)
{
	for (; bytes > 0; bytes--, number >>= 8)
		text_add_char(out, (char)(number & 0xff));
}

static uint32_t crc32_of(const struct text *text)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < text->length; i++) {
		crc ^= (unsigned char)text->bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

/* What an entry's header and its row in the directory have in common. */
static void add_fields(struct text *out, const struct text *content, size_t name_length)
{
	add_number(out, ZIP_VERSION, 2);
	add_number(out, 0, 2); /* flags */
	add_number(out, 0, 2); /* stored */
	add_number(out, 0, 2); /* time */
	add_number(out, ZIP_DATE, 2);
	add_number(out, crc32_of(content), 4);
	add_number(out, (uint32_t)content->length, 4);
	add_number(out, (uint32_t)content->length, 4);
	add_number(out, (uint32_t)name_length, 2);
	add_number(out, 0, 2); /* extra field */
}

static struct text zip_of(const char *directory, const struct entry *entries, size_t count)
{
	_cleanup_(text_free) struct text rows = {0};
	struct text out = {0};

	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *name = xprintf("%s/%s", directory, entries[i].name);
		uint32_t offset = (uint32_t)out.length;

		text_add_string(&out, "PK\3\4");
		add_fields(&out, entries[i].content, strlen(name));
		text_add_string(&out, name);
		text_add(&out, entries[i].content->bytes, entries[i].content->length);
		text_add_string(&rows, "PK\1\2");
		add_number(&rows, ZIP_VERSION | ZIP_UNIX, 2);
		add_fields(&rows, entries[i].content, strlen(name));
		add_number(&rows, 0, 6); /* comment, disk, internal attributes */
		add_number(&rows, zip_mode, 4);
		add_number(&rows, offset, 4);
		text_add_string(&rows, name);
	}
	uint32_t start = (uint32_t)out.length;

	text_add(&out, rows.bytes, rows.length);
	text_add_string(&out, "PK\5\6");
	add_number(&out, 0, 4); /* disks */
	add_number(&out, (uint32_t)count, 2);
	add_number(&out, (uint32_t)count, 2);
	add_number(&out, (uint32_t)rows.length, 4);
	add_number(&out, start, 4);
	add_number(&out, 0, 2); /* comment */
	return out;
}

/* --- METADATA ------------------------------------------------------------------------------- */

/* KEY: VALUE, on one line, whatever space VALUE has. */
static void add_header(struct text *out, const char *key, const char *value)
{
	static const char space[] = " \t\n\v\f\r";

	text_printf(out, "%s:", key);
	if (!value[strspn(value, space)])
		text_add_char(out, ' ');
	while (*(value += strspn(value, space))) {
		size_t length = strcspn(value, space);

		text_add_char(out, ' ');
		text_add(out, value, length);
		value += length;
	}
	text_add_char(out, '\n');
}

static void add_headers(struct text *out, const char *key, const json_t *distribution,
	const char *member, const char *where)
{
	const json_t *value;
	size_t i;

	json_array_foreach (json_want_array(distribution, member, where), i, value) {
		if (!json_is_string(value))
			die(EXIT_NO, "%s: .%s[%zu]: not a string", where, member, i);
		add_header(out, key, json_string_value(value));
	}
}

struct text metadatawheel_metadata(
	const json_t *distribution, const char *version, const char *where)
{
	const char *python = json_get_string(distribution, "requiresPython", where);
	struct text text = {0};

	text_add_string(&text, "Metadata-Version: 2.1\n");
	add_header(&text, "Name", json_want_string(distribution, "name", where));
	add_header(&text, "Version", version);
	if (python && *python)
		add_header(&text, "Requires-Python", python);
	add_headers(&text, "Provides-Extra", distribution, "providesExtra", where);
	add_headers(&text, "Requires-Dist", distribution, "requiresDist", where);
	if (text.length > MAX_METADATA)
		die(EXIT_NO, "%s: the metadata of %s is too large", where,
			json_want_string(distribution, "name", where));
	return text;
}

/* --- the wheel ------------------------------------------------------------------------------ */

/* The name as filenames have it: `_` for `-`. The caller frees. */
static char *underscored(const char *name)
{
	char *copy = xstrdup(name);

	for (char *c = copy; *c; c++)
		*c = *c == '-' ? '_' : *c;
	return copy;
}

char *metadatawheel_filename(const char *name, const char *version)
{
	_cleanup_free_ char *base = underscored(name);

	return xprintf("%s-%s-py3-none-any.whl", base, version);
}

/* The digest as RECORD has it: base64 with `-` and `_`, without `=` (PEP 376). */
static void add_hash(struct text *out, const struct text *content)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	unsigned char raw[33] = {0};
	struct sha256 hash;

	sha256_begin(&hash);
	sha256_add(&hash, content->bytes, content->length);
	sha256_end_raw(&hash, raw);
	text_add_string(out, "sha256=");
	for (size_t bit = 0; bit < 256; bit += 6) {
		unsigned two = (unsigned)raw[bit / 8] << 8 | raw[bit / 8 + 1];

		text_add_char(out, digits[two >> (10 - bit % 8) & 63]);
	}
}

struct text metadatawheel(const char *name, const char *version, const struct text *metadata)
{
	static const char wheel[] = "Wheel-Version: 1.0\nGenerator: pylock.mk\n"
				    "Root-Is-Purelib: true\nTag: py3-none-any\n";
	_cleanup_free_ char *base = underscored(name);
	_cleanup_free_ char *directory = xprintf("%s-%s.dist-info", base, version);
	_cleanup_(text_free) struct text wheel_text = {0}, record = {0};
	const struct entry entries[] = {
		{"METADATA", metadata}, {"WHEEL", &wheel_text}, {"RECORD", &record}};

	text_add_string(&wheel_text, wheel);
	for (size_t i = 0; i < 2; i++) {
		text_printf(&record, "%s/%s,", directory, entries[i].name);
		add_hash(&record, entries[i].content);
		text_printf(&record, ",%zu\n", entries[i].content->length);
	}
	text_printf(&record, "%s/RECORD,,\n", directory);
	return zip_of(directory, entries, sizeof entries / sizeof *entries);
}
