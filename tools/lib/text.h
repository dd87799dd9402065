/* SPDX-License-Identifier: MIT */
/* text.h: a growing run of bytes, always followed by a NUL that its length does not count. */
#ifndef LIB_TEXT_H
#define LIB_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
	char *bytes; /* NULL while nothing was added */
	size_t length;
	size_t capacity;
};

void text_free(struct text *text);

/* Forgets the content and keeps the memory. */
void text_clear(struct text *text);

void text_add(struct text *text, const void *bytes, size_t length);
void text_add_string(struct text *text, const char *string);
void text_add_char(struct text *text, char c);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Makes room for LENGTH more bytes and returns where they go; text->length does not change. */
char *text_reserve(struct text *text, size_t length);

/* The bytes as a string, "" when there are none. Owned by TEXT until it changes. */
const char *text_string(const struct text *text);

/* The bytes as a string that the caller frees; TEXT becomes empty. */
char *text_take(struct text *text);

/* Helpers on plain strings. */
bool starts_with(const char *string, const char *prefix);
bool ends_with(const char *string, const char *suffix);

/* How many bytes the well-formed UTF-8 character at C has (Unicode, table 3-7); 0 when it is not
 * one. */
size_t utf8_length(const char *c);
bool utf8_is_valid(const char *string);

#endif
