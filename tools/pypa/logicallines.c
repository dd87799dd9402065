/* SPDX-License-Identifier: MIT */
#include "pypa/logicallines.h"

#include <stdint.h>
#include <string.h>

#include "lib/die.h"
#include "lib/file.h"
#include "pypa/textencoding.h"

/* The code point at *C, which it moves on; UINT32_MAX for what is not UTF-8 (RFC 3629). A NUL ends
 * any sequence. */
static uint32_t decode(const unsigned char **c)
{
	static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
	unsigned lead = *(*c)++, more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
	uint32_t point = more ? lead & (0x3fu >> more) : lead;

	if (lead >= 0x80 && (lead < 0xc2 || lead > 0xf4))
		return UINT32_MAX;
	for (unsigned i = 0; i < more; i++) {
		if ((**c & 0xc0) != 0x80)
			return UINT32_MAX;
		point = point << 6 | (*(*c)++ & 0x3fu);
	}
	bool surrogate = point >= 0xd800 && point <= 0xdfff;

	return point < least[more] || surrogate || point > 0x10ffff ? UINT32_MAX : point;
}

static void check(const char *path, const char *text, size_t length)
{
	const unsigned char *c = (const unsigned char *)text, *end = c + length;
	size_t line = 1;

	while (c < end) {
		uint32_t point = decode(&c);

		if (point == UINT32_MAX)
			die(EXIT_NO,
				"%s:%zu: not UTF-8 text; another encoding is named in the "
				"first line, as in `# coding: latin-1`",
				path, line);
		if ((point < 0x20 && point != '\t' && point != '\n' && point != '\r') ||
			(point >= 0x7f && point < 0xa0) || point == 0x2028 || point == 0x2029)
			die(EXIT_NO, "%s:%zu: has the control character U+%04X", path, line,
				(unsigned)point);
		line += point == '\n' || (point == '\r' && *c != '\n');
	}
}

struct logicallines logicallines_read(const char *path, size_t limit)
{
	struct logicallines lines = {.path = path, .content = file_read(path, limit), .next = 1};

	textencoding_decode(&lines.content, path);
	lines.rest = text_string(&lines.content);
	check(path, text_string(&lines.content), lines.content.length);
	return lines;
}

void logicallines_free(struct logicallines *lines)
{
	text_free(&lines->content);
	text_free(&lines->comment);
	stringlist_free(&lines->above);
	*lines = (struct logicallines){0};
}

/* Cuts the comment off LINE, and puts it into COMMENT, both without space around. */
static void cut_comment(struct text *line, struct text *comment)
{
	const char *start = text_string(line), *c = start + strspn(start, " \t");

	while (*c && !(*c == '#' && (c == start || strchr(" \t", c[-1]))))
		c++;
	text_add_string(comment, c);
	while (comment->length && strchr(" \t", comment->bytes[comment->length - 1]))
		comment->bytes[--comment->length] = '\0';
	while (c > start && strchr(" \t", c[-1]))
		c--;
	line->length = (size_t)(c - start);
	if (line->bytes)
		line->bytes[line->length] = '\0';
}

bool logicallines_next(struct logicallines *lines, struct text *line)
{
	bool goes_on = false;

	text_clear(line);
	stringlist_free(&lines->above);
	while (*lines->rest) {
		const char *start = lines->rest;
		size_t length = strcspn(start, "\r\n");
		bool comment = start[strspn(start, " \t")] == '#';

		lines->rest += length + (start[length] != '\0');
		lines->rest += start[length] == '\r' && *lines->rest == '\n';
		if (!goes_on)
			lines->number = lines->next;
		lines->next++;
		goes_on = !comment && length && start[length - 1] == '\\';
		while (goes_on && length && start[length - 1] == '\\')
			length--;
		text_add(line, comment ? " " : "", comment);
		text_add(line, start, length);
		if (line->length > LINES_LONGEST)
			die(EXIT_NO, "%s:%zu: the line is longer than %d bytes", lines->path,
				lines->number, LINES_LONGEST);
		if (goes_on && *lines->rest)
			continue;
		text_clear(&lines->comment);
		cut_comment(line, &lines->comment);
		if (line->length)
			return true;
		stringlist_add(&lines->above, xstrdup(text_string(&lines->comment)));
		goes_on = false;
	}
	return false;
}
