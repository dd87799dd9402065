/* SPDX-License-Identifier: MIT */
#include "pypa/distinfo.h"

#include <string.h>

#include "lib/cleanup.h"

enum { LONGEST_PATH = 4095 };

/* --- RECORD -------------------------------------------------------------- */

void record_begin(struct record_reader *reader, const char *bytes, size_t length, const char *site)
{
	*reader = (struct record_reader){.next = bytes, .end = bytes + length, .site = site};
}

void record_end(struct record_reader *reader)
{
	for (size_t i = 0; i < 3; i++)
		text_free(&reader->fields[i]);
	text_free(&reader->path);
}

/* Reads one field of CSV (RFC 4180, as Python's csv has it). Returns whether another follows in the
 * row. */
static bool read_field(struct record_reader *reader, struct text *field)
{
	bool quoted = false;

	for (; reader->next < reader->end; reader->next++) {
		char c = *reader->next;

		if (c == '"' && quoted && reader->next + 1 < reader->end &&
			reader->next[1] == '"') {
			text_add_char(field, c);
			reader->next++;
		} else if (c == '"' && (quoted || field->length == 0)) {
			quoted = !quoted;
		} else if (!quoted && (c == ',' || c == '\n' || c == '\r')) {
			reader->next++;
			return c == ',';
		} else {
			text_add_char(field, c);
		}
	}
	return false;
}

static int base64url_value(char c)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const char *found = c ? strchr(alphabet, c) : NULL;

	return found ? (int)(found - alphabet) : -1;
}

/* `sha256=` and 43 digits of base64url, which are 32 bytes; padding is let pass. */
static struct digest read_hash(const char *text)
{
	static const char hex[] = "0123456789abcdef";
	struct digest digest = {0};
	unsigned bits = 0, pending = 0;
	size_t length = 0;

	if (!starts_with(text, "sha256="))
		return digest;
	for (text += strlen("sha256="); *text && *text != '='; text++) {
		int value = base64url_value(*text);

		if (value < 0)
			return (struct digest){0};
		bits = bits << 6 | (unsigned)value;
		for (pending += 6; pending >= 4 && length < 64; pending -= 4)
			digest.hex[length++] = hex[bits >> (pending - 4) & 15];
	}
	return length == 64 ? digest : (struct digest){0};
}

static uint64_t read_size(const char *text)
{
	uint64_t size = 0;

	if (!*text || strlen(text) > 18 || strspn(text, "0123456789") != strlen(text))
		return UINT64_MAX;
	for (; *text; text++)
		size = size * 10 + (uint64_t)(*text - '0');
	return size;
}

/* Appends the components of PATH to RESULT, which stays without `.` and `..`. Returns false when
 * they lead above the root. */
static bool walk(struct text *result, const char *path)
{
	while (*path) {
		size_t length = strcspn(path, "/");

		if (length == 2 && path[0] == '.' && path[1] == '.') {
			const char *slash = strrchr(text_string(result), '/');

			if (result->length == 0)
				return false;
			result->length = slash ? (size_t)(slash - result->bytes) : 0;
			result->bytes[result->length] = '\0';
		} else if (length > 0 && !(length == 1 && path[0] == '.')) {
			if (result->length > 0)
				text_add_char(result, '/');
			text_add(result, path, length);
		}
		path += length + (path[length] == '/');
	}
	return true;
}

bool record_next(struct record_reader *reader, struct record_row *row)
{
	_cleanup_(text_free) struct text extra = {0};
	size_t count;
	bool more;

	do {
		if (reader->next == reader->end)
			return false;
		for (size_t i = 0; i < 3; i++)
			text_clear(&reader->fields[i]);
		text_clear(&extra);
		count = 0;
		do {
			more = read_field(reader, count < 3 ? &reader->fields[count] : &extra);
			count++;
		} while (more);
	} while (reader->fields[0].length == 0);
	text_clear(&reader->path);
	const char *path = text_string(&reader->fields[0]);
	bool inside = reader->fields[0].length <= LONGEST_PATH &&
		      (*path == '/' || walk(&reader->path, reader->site)) &&
		      walk(&reader->path, path);

	row->path = inside ? text_string(&reader->path) : path;
	row->digest = read_hash(text_string(&reader->fields[1]));
	row->size = read_size(text_string(&reader->fields[2]));
	return true;
}
