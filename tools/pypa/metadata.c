/* SPDX-License-Identifier: MIT */
#include "pypa/metadata.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/die.h"
#include "lib/json.h"

struct line {
	const char *start;
	size_t length;
};

/* Lines end as Python's email package has it: \n, \r\n or \r. */
static bool next_line(const char **next, const char *end, struct line *line)
{
	const char *stop = *next;

	if (stop == end)
		return false;
	while (stop < end && *stop != '\n' && *stop != '\r')
		stop++;
	*line = (struct line){*next, (size_t)(stop - *next)};
	if (stop + 1 < end && stop[0] == '\r' && stop[1] == '\n')
		stop++;
	*next = stop < end ? stop + 1 : end;
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Adds a line to a value without the white space around it, after one space unless it is the first.
 */
static void add_folded(struct text *value, const char *start, size_t length)
{
	while (length > 0 && is_blank(start[0]))
		start++, length--;
	while (length > 0 && is_blank(start[length - 1]))
		length--;
	if (value->length > 0 && length > 0)
		text_add_char(value, ' ');
	text_add(value, start, length);
}

/* Whether the line begins a header; the length of its name. Python passes over a header without
 * name, and over the `From ` of a mailbox. */
static bool is_header(const struct line *line, size_t *name_length)
{
	size_t length = 0;

	*name_length = 0;
	if (line->length >= 5 && memcmp(line->start, "From ", 5) == 0)
		return true;
	while (length < line->length && line->start[length] > ' ' && line->start[length] < 0x7f &&
		line->start[length] != ':')
		length++;
	*name_length = length;
	return length < line->length && line->start[length] == ':';
}

void metadata_begin(struct metadata_reader *reader, const char *bytes, size_t length)
{
	*reader = (struct metadata_reader){.next = bytes, .end = bytes + length};
}

/* Takes the lines that continue a header. */
static void take_folded(struct metadata_reader *reader)
{
	const char *next = reader->next;
	struct line line;

	while (next_line(&next, reader->end, &line) && line.length > 0 && is_blank(line.start[0])) {
		add_folded(&reader->value, line.start, line.length);
		reader->next = next;
	}
}

bool metadata_next(struct metadata_reader *reader)
{
	struct line line;

	text_clear(&reader->value);
	reader->name = reader->next;
	reader->name_length = 0;
	if (!next_line(&reader->next, reader->end, &line))
		return false;
	if (line.length > 0 && is_blank(line.start[0])) {
		take_folded(reader);
		return true;
	}
	if (!is_header(&line, &reader->name_length)) {
		reader->next = reader->end;
		return false;
	}
	size_t name = reader->name_length;

	if (name < line.length)
		add_folded(&reader->value, line.start + name + 1, line.length - name - 1);
	take_folded(reader);
	return true;
}

void metadata_end(struct metadata_reader *reader)
{
	text_free(&reader->value);
}

bool metadata_is(const struct metadata_reader *reader, const char *name)
{
	return strlen(name) == reader->name_length &&
	       strncasecmp(name, reader->name, reader->name_length) == 0;
}

static void set_header(json_t *metadata, const struct metadata_reader *reader)
{
	static const struct {
		const char *header, *key;
		bool many;
	} known[] = {
		{"Name", "name", false},
		{"Version", "version", false},
		{"Requires-Python", "requiresPython", false},
		{"Requires-Dist", "requiresDist", true},
		{"Provides-Extra", "providesExtra", true},
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (!metadata_is(reader, known[i].header))
			continue;
		json_t *json = json_lossy(text_string(&reader->value), reader->value.length);

		if (known[i].many)
			json_array_append_new(json_object_get(metadata, known[i].key), json);
		else if (json_is_null(json_object_get(metadata, known[i].key)))
			json_object_set_new(metadata, known[i].key, json);
		else
			json_decref(json);
	}
}

json_t *metadata_json(const char *bytes, size_t length)
{
	json_t *metadata = json_pack("{s:n, s:n, s:n, s:[], s:[]}", "name", "version",
		"requiresPython", "requiresDist", "providesExtra");
	struct metadata_reader reader;

	if (!metadata)
		die(EXIT_SYSTEM, "out of memory");
	metadata_begin(&reader, bytes, length);
	while (metadata_next(&reader))
		set_header(metadata, &reader);
	metadata_end(&reader);
	return metadata;
}

/* Whether a Metadata-Version is 2.2 or a later one. */
static bool has_dynamic(const char *version)
{
	static const char digits[] = "0123456789";
	char *end;
	unsigned long major = strtoul(version + strcspn(version, digits), &end, 10);
	const char *minor = end + strcspn(end, digits);

	return major > 2 || (major == 2 && *minor && strtoul(minor, NULL, 10) >= 2);
}

bool metadata_settles(const char *bytes, size_t length, const char *field)
{
	struct metadata_reader reader;
	bool has_version = false, settles = false, is_dynamic = false;

	metadata_begin(&reader, bytes, length);
	while (metadata_next(&reader)) {
		const char *value = text_string(&reader.value);

		if (metadata_is(&reader, "Metadata-Version") && !has_version) {
			has_version = true;
			settles = has_dynamic(value);
		}
		is_dynamic |= metadata_is(&reader, "Dynamic") && strcasecmp(value, field) == 0;
	}
	metadata_end(&reader);
	return settles && !is_dynamic;
}
