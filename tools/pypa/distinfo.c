/* SPDX-License-Identifier: MIT */
#include "pypa/distinfo.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

enum { LONGEST_PATH = 4095 };

void distinfo_begin(
	struct distinfo_reader *reader, const char *bytes, size_t length, const char *site)
{
	*reader = (struct distinfo_reader){.text = xalloc(length + 1, 1), .site = site};
	reader->rows.next = reader->text;
	reader->rows.end = reader->text + length;
	memcpy(reader->text, bytes, length);
	*reader->rows.end = '\0';
}

void distinfo_end(struct distinfo_reader *reader)
{
	cleanup_free(&reader->text);
	text_free(&reader->path);
}

size_t distinfo_offset(const struct distinfo_reader *reader)
{
	return (size_t)(reader->rows.next - reader->text);
}

/* `sha256=` and 43 digits, which are 32 bytes; more, and padding, is let pass. */
static struct digest read_hash(const char *text)
{
	struct record_hash hash = {.algorithm = RECORD_SHA256};
	size_t name = strlen("sha256=");

	if (!starts_with(text, "sha256=") ||
		!record_base64_read(text + name, strcspn(text + name, "="), false, hash.bytes, 32))
		return (struct digest){0};
	return record_hash_digest(&hash);
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

bool distinfo_next(struct distinfo_reader *reader, struct distinfo_row *row)
{
	const struct record_rows *rows = &reader->rows;

	do {
		if (!record_rows_next(&reader->rows))
			return false;
	} while (rows->length == 0);
	const char *path = rows->cells[0];

	text_clear(&reader->path);
	bool inside = rows->length <= LONGEST_PATH &&
		      (*path == '/' || walk(&reader->path, reader->site)) &&
		      walk(&reader->path, path);

	row->path = inside ? text_string(&reader->path) : path;
	row->digest = read_hash(rows->cells[1]);
	row->size = read_size(rows->cells[2]);
	return true;
}
