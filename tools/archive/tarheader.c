/* SPDX-License-Identifier: MIT */
#include "archive/tarheader.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

/* Where the fields of a header are, and how long they are. */
struct field {
	size_t from, length;
};

static const struct field name_field = {0, 100}, mode_field = {100, 8}, size_field = {124, 12},
			  mtime_field = {136, 12}, sum_field = {148, 8}, type_field = {156, 1},
			  link_field = {157, 100}, magic_field = {257, 6},
			  prefix_field = {345, 155};

void tarheader_free(struct tarheader *header)
{
	text_free(&header->name);
	text_free(&header->link);
}

void tarheader_clear(struct tarheader *header)
{
	text_clear(&header->name);
	text_clear(&header->link);
	header->has_name = header->has_link = header->has_size = header->has_mtime = false;
}

bool tarheader_is_end(const unsigned char block[TARHEADER_BLOCK])
{
	for (size_t i = 0; i < TARHEADER_BLOCK; i++)
		if (block[i])
			return false;
	return true;
}

static _Noreturn void bad(const struct tarheader *header, const char *what)
{
	die(EXIT_NO, "%s cannot be unpacked: %s", header->what, what);
}

/* A number in octal, or, where the first bit is set, in base 256 (GNU). */
static uint64_t number(
	const struct tarheader *header, const unsigned char *block, struct field field)
{
	const unsigned char *at = block + field.from, *end = at + field.length;
	uint64_t value = 0;

	if (*at & 0x80) {
		value = *at++ & 0x7f;
		for (; at < end; at++) {
			if (value >> 55)
				bad(header, "a number in a header is out of range");
			value = value << 8 | *at;
		}
		return value;
	}
	while (at < end && *at == ' ')
		at++;
	for (; at < end && *at >= '0' && *at <= '7'; at++)
		value = value << 3 | (uint64_t)(*at - '0');
	if (at < end && *at != ' ' && *at != '\0')
		bad(header, "a header is damaged");
	return value;
}

/* What is before 1970, a negative number in base 256, is taken as the beginning of it. */
static time_t mtime_of(const struct tarheader *header, const unsigned char *block)
{
	return block[mtime_field.from] == 0xff ? 0 : (time_t)number(header, block, mtime_field);
}

/* The sum of all bytes, as if those of the sum itself were blanks; some add up signed ones. */
static void check_sum(const struct tarheader *header, const unsigned char *block)
{
	uint64_t wanted = number(header, block, sum_field);
	int64_t plain = 0, with_sign = 0;

	for (size_t i = 0; i < TARHEADER_BLOCK; i++) {
		bool in_sum = i >= sum_field.from && i < sum_field.from + sum_field.length;
		unsigned char byte = in_sum ? ' ' : block[i];

		plain += byte;
		with_sign += (signed char)byte;
	}
	if (wanted != (uint64_t)plain && wanted != (uint64_t)with_sign)
		bad(header, "it is no tar archive, or a header is damaged");
}

static void add_field(struct text *text, const unsigned char *block, struct field field)
{
	const char *from = (const char *)block + field.from;

	text_add(text, from, strnlen(from, field.length));
}

static void read_name(struct tarheader *header, const unsigned char *block)
{
	if (header->has_name)
		return;
	if (memcmp(block + magic_field.from, "ustar", magic_field.length) == 0 &&
		block[prefix_field.from]) {
		add_field(&header->name, block, prefix_field);
		text_add_char(&header->name, '/');
	}
	add_field(&header->name, block, name_field);
}

/* Sets the type, and what of the header depends on it. A slash at its end was once what told a
 * directory from a file; of a file with content, no two readers think the same. Links have no
 * content, whatever the size says. */
static void read_type(struct tarheader *header, char type)
{
	struct text *name = &header->name;
	bool is_file = type == '\0' || type == '0' || type == '7';

	if (is_file && name->length > 0 && name->bytes[name->length - 1] == '/') {
		if (header->size > 0)
			bad(header, "it holds a file whose name is a directory's");
		type = '5';
	} else if (is_file) {
		type = '0';
	}
	while (name->length > 1 && name->bytes[name->length - 1] == '/')
		name->bytes[--name->length] = '\0';
	header->type = type;
	if (type != '0')
		header->size = 0;
}

bool tarheader_read(struct tarheader *header, const unsigned char block[TARHEADER_BLOCK])
{
	char type = (char)block[type_field.from];

	check_sum(header, block);
	if (type == 'x' || type == 'g' || type == 'L' || type == 'K') {
		header->type = type;
		header->body = number(header, block, size_field);
		return true;
	}
	read_name(header, block);
	if (!header->has_link)
		add_field(&header->link, block, link_field);
	if (!header->has_size)
		header->size = number(header, block, size_field);
	if (!header->has_mtime)
		header->mtime = (struct timespec){.tv_sec = mtime_of(header, block)};
	header->mode = (unsigned)number(header, block, mode_field) & 07777;
	read_type(header, type);
	return false;
}

static bool is(const char *key, size_t length, const char *wanted)
{
	return strlen(wanted) == length && memcmp(key, wanted, length) == 0;
}

static void set(const struct tarheader *header, struct text *text, bool *has, const char *bytes,
	size_t length)
{
	if (memchr(bytes, '\0', length))
		bad(header, "a name in a pax header holds a NUL");
	text_clear(text);
	text_add(text, bytes, length);
	*has = true;
}

/* VALUE is ended by a newline, so that strtoull stops there. */
static uint64_t decimal(const struct tarheader *header, const char *value, char **end)
{
	if (*value < '0' || *value > '9')
		bad(header, "a number in a pax header is none");
	return strtoull(value, end, 10);
}

static void take_record(
	struct tarheader *header, const char *key, size_t length, const char *value, size_t size)
{
	char *end;

	if (is(key, length, "path")) {
		set(header, &header->name, &header->has_name, value, size);
	} else if (is(key, length, "linkpath")) {
		set(header, &header->link, &header->has_link, value, size);
	} else if (is(key, length, "size")) {
		header->size = decimal(header, value, &end);
		header->has_size = true;
	} else if (is(key, length, "mtime") && *value != '-') {
		header->mtime = (struct timespec){.tv_sec = (time_t)decimal(header, value, &end)};
		header->has_mtime = true;
		for (long unit = 100000000; *end == '.' || (*end >= '0' && *end <= '9'); end++)
			if (*end != '.') {
				header->mtime.tv_nsec += unit * (*end - '0');
				unit /= 10;
			}
	} else if (length > 10 && memcmp(key, "GNU.sparse", 10) == 0) {
		bad(header, "it holds a sparse file");
	}
}

/* Records `LENGTH KEY=VALUE\n`, the length counting all of it. */
static void take_records(struct tarheader *header, const char *body, size_t left, bool is_global)
{
	while (left > 0 && *body) {
		char *key;
		size_t length = decimal(header, body, &key);

		if (length > left || (size_t)(key - body) + 3 > length || *key != ' ' ||
			body[length - 1] != '\n')
			bad(header, "a pax header is damaged");
		const char *end = body + length - 1,
			   *equals = memchr(key, '=', (size_t)(end - key));

		if (!equals)
			bad(header, "a pax header is damaged");
		key++;
		if (!is_global)
			take_record(header, key, (size_t)(equals - key), equals + 1,
				(size_t)(end - equals) - 1);
		else if (is(key, (size_t)(equals - key), "path") ||
			 is(key, (size_t)(equals - key), "linkpath") ||
			 is(key, (size_t)(equals - key), "size"))
			bad(header, "a pax header gives all members one name or size");
		body += length;
		left -= length;
	}
}

void tarheader_extend(struct tarheader *header, const char *body, size_t length)
{
	_cleanup_free_ char *copy = xstrndup(body, length); /* ends the last number, too */

	if (header->type == 'L')
		set(header, &header->name, &header->has_name, copy, strlen(copy));
	else if (header->type == 'K')
		set(header, &header->link, &header->has_link, copy, strlen(copy));
	else
		take_records(header, body, length, header->type == 'g');
}
