/* SPDX-License-Identifier: MIT */
#include "lib/text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/die.h"

void text_free(struct text *text)
{
	free(text->bytes);
	*text = (struct text){0};
}

void text_clear(struct text *text)
{
	text->length = 0;
	if (text->bytes)
		text->bytes[0] = '\0';
}

char *text_reserve(struct text *text, size_t length)
{
	if (length > SIZE_MAX / 2 - text->length - 1)
		die(EXIT_SYSTEM, "out of memory");
	size_t wanted = text->length + length + 1;

	if (wanted > text->capacity) {
		size_t capacity = text->capacity ? text->capacity : 64;

		while (capacity < wanted)
			capacity *= 2;
		text->bytes = xrealloc(text->bytes, capacity, 1);
		text->capacity = capacity;
	}
	return text->bytes + text->length;
}

void text_add(struct text *text, const void *bytes, size_t length)
{
	char *end = text_reserve(text, length);

	if (length)
		memcpy(end, bytes, length);
	end[length] = '\0';
	text->length += length;
}

void text_add_string(struct text *text, const char *string)
{
	text_add(text, string, strlen(string));
}

void text_add_char(struct text *text, char c)
{
	text_add(text, &c, 1);
}

void text_printf(struct text *text, const char *format, ...)
{
	va_list arguments, again;

	va_start(arguments, format);
	va_copy(again, arguments);
	int length = vsnprintf(NULL, 0, format, arguments);
	if (length < 0)
		die(EXIT_SYSTEM, "cannot format '%s':", format);
	vsnprintf(text_reserve(text, (size_t)length), (size_t)length + 1, format, again);
	text->length += (size_t)length;
	va_end(again);
	va_end(arguments);
}

const char *text_string(const struct text *text)
{
	return text->bytes ? text->bytes : "";
}

char *text_take(struct text *text)
{
	char *string = text->bytes ? text->bytes : xstrdup("");

	*text = (struct text){0};
	return string;
}

bool starts_with(const char *string, const char *prefix)
{
	return strncmp(string, prefix, strlen(prefix)) == 0;
}

bool ends_with(const char *string, const char *suffix)
{
	size_t length = strlen(string), end = strlen(suffix);

	return length >= end && strcmp(string + length - end, suffix) == 0;
}

size_t utf8_length(const char *c)
{
	const unsigned char *byte = (const unsigned char *)c;
	unsigned lead = byte[0];
	size_t length = lead < 0x80   ? 1
			: lead < 0xc2 ? 0
			: lead < 0xe0 ? 2
			: lead < 0xf0 ? 3
			: lead < 0xf5 ? 4
				      : 0;

	for (size_t i = 1; i < length; i++)
		if ((byte[i] & 0xc0) != 0x80)
			return 0;
	if ((lead == 0xe0 && byte[1] < 0xa0) || (lead == 0xed && byte[1] > 0x9f))
		return 0; /* overlong; a surrogate */
	if ((lead == 0xf0 && byte[1] < 0x90) || (lead == 0xf4 && byte[1] > 0x8f))
		return 0; /* overlong; above U+10FFFF */
	return length;
}

bool utf8_is_valid(const char *string)
{
	while (*string) {
		size_t length = utf8_length(string);

		if (length == 0)
			return false;
		string += length;
	}
	return true;
}
