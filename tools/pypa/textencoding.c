/* SPDX-License-Identifier: MIT */
#include "pypa/textencoding.h"

#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "lib/cleanup.h"
#include "lib/die.h"

static const struct {
	const char *bytes;
	size_t length;
	const char *encoding;
} marks[] = {
	{"\xef\xbb\xbf", 3, "UTF-8"},
	{"\xff\xfe\0\0", 4, "UTF-32LE"},
	{"\0\0\xfe\xff", 4, "UTF-32BE"},
	{"\xff\xfe", 2, "UTF-16LE"},
	{"\xfe\xff", 2, "UTF-16BE"},
};

/* What Python calls otherwise than iconv, in lower case with dashes. */
static const char *const aliases[][2] = {
	{"utf8", "UTF-8"},
	{"utf-8-sig", "UTF-8"},
	{"u8", "UTF-8"},
	{"ascii", "UTF-8"},
	{"us-ascii", "UTF-8"},
	{"latin-1", "ISO-8859-1"},
	{"iso-latin-1", "ISO-8859-1"},
	{"iso8859-15", "ISO-8859-15"},
	{"latin-9", "ISO-8859-15"},
};

/* What iconv calls the encoding of LENGTH bytes at NAME; the caller frees. */
static char *canonical(const char *name, size_t length)
{
	_cleanup_free_ char *found = xstrndup(name, length);

	for (char *c = found; *c; c++)
		*c = *c == '_' ? '-' : (char)tolower((unsigned char)*c);
	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
		if (strcmp(found, aliases[i][0]) == 0)
			return xstrdup(aliases[i][1]);
	return steal(&found);
}

/* The encoding that a comment of one of the first two lines names, or NULL; the caller frees. */
static char *declared(const struct text *text)
{
	const char *line = text_string(text), *end = line + text->length;

	for (int number = 0; number < 2 && line < end; number++) {
		const char *next = memchr(line, '\n', (size_t)(end - line));
		size_t length = (size_t)((next ? next : end) - line);
		_cleanup_free_ char *comment = xstrndup(line, *line == '#' ? length : 0);

		for (const char *c = comment; (c = strstr(c, "coding")); c++) {
			const char *name = c + strlen("coding");

			if (*name != ':' && *name != '=')
				continue;
			name += 1 + strspn(name + 1, " \t\r\f\v");
			size_t named = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_.-"
						    "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

			if (named)
				return canonical(name, named);
		}
		line = next ? next + 1 : end;
	}
	return NULL;
}

static void convert(struct text *text, const char *encoding, const char *path)
{
	struct text converted = {0};
	char *from = text->bytes;
	size_t left = text->length, room = 4 * text->length + 4;
	iconv_t conversion = iconv_open("UTF-8", encoding);

	if (conversion == (iconv_t)-1)
		die(errno == EINVAL ? EXIT_NO : EXIT_SYSTEM,
			"%s: '%.40s' is no encoding that is known here; write it in UTF-8", path,
			encoding);
	char *to = text_reserve(&converted, room), *start = to;
	bool failed = iconv(conversion, &from, &left, &to, &room) == (size_t)-1;

	iconv_close(conversion);
	converted.length = (size_t)(to - start);
	*to = '\0';
	text_free(text);
	*text = converted;
	if (failed)
		die(EXIT_NO, "%s: not text in %.40s, which it says it is", path, encoding);
}

void textencoding_decode(struct text *text, const char *path)
{
	_cleanup_free_ char *encoding = NULL;

	for (size_t i = 0; i < sizeof marks / sizeof *marks && !encoding; i++) {
		size_t length = marks[i].length;

		if (text->length < length || memcmp(text->bytes, marks[i].bytes, length) != 0)
			continue;
		encoding = xstrdup(marks[i].encoding);
		text->length -= length;
		memmove(text->bytes, text->bytes + length, text->length + 1);
	}
	if (!encoding)
		encoding = declared(text);
	if (encoding && strcasecmp(encoding, "utf-8") != 0 && text->length)
		convert(text, encoding, path);
}
