/* SPDX-License-Identifier: MIT */
#include "lib/json.h"

#include <stdio.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

void json_free(json_t **value)
{
	json_decref(*value);
	*value = NULL;
}

json_t *json_read(const char *path, size_t limit)
{
	_cleanup_(text_free) struct text text = file_read(path, limit);
	json_error_t error;
	json_t *value = json_loadb(text_string(&text), text.length, JSON_REJECT_DUPLICATES, &error);

	if (!value)
		die(EXIT_NO, "%s:%d:%d: not valid JSON: %s", path, error.line, error.column,
			error.text);
	return value;
}

json_t *json_lossy(const char *bytes, size_t length)
{
	json_t *value = json_stringn(bytes, length);
	_cleanup_(text_free) struct text text = {0};

	if (value)
		return value;
	for (size_t i = 0; i < length; i++)
		text_printf(&text, (signed char)bytes[i] < 0 ? "\\x%02x" : "%c",
			(unsigned char)bytes[i]);
	value = json_stringn(text_string(&text), text.length);
	if (!value)
		die(EXIT_SYSTEM, "out of memory");
	return value;
}

struct text json_canonical(const json_t *value)
{
	char *dump = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
	struct text text = {0};

	if (!dump)
		die(EXIT_SYSTEM, "out of memory");
	text_add_string(&text, dump);
	free(dump);
	return text;
}

void json_print(const json_t *value)
{
	_cleanup_(text_free) struct text text = json_canonical(value);

	puts(text_string(&text));
}

static json_t *member(
	const json_t *object, const char *key, json_type type, const char *kind, const char *where)
{
	json_t *value = json_object_get(object, key);

	if (!value || json_is_null(value))
		return NULL;
	if (json_typeof(value) != type)
		die(EXIT_NO, "%s: .%s: not %s", where, key, kind);
	return value;
}

static json_t *wanted(json_t *value, const char *key, const char *where)
{
	if (!value)
		die(EXIT_NO, "%s: .%s: missing", where, key);
	return value;
}

static uint64_t to_size(const json_t *value, const char *key, const char *where)
{
	if (json_integer_value(value) < 0)
		die(EXIT_NO, "%s: .%s: negative", where, key);
	return (uint64_t)json_integer_value(value);
}

const char *json_get_string(const json_t *object, const char *key, const char *where)
{
	return json_string_value(member(object, key, JSON_STRING, "a string", where));
}

json_t *json_get_object(const json_t *object, const char *key, const char *where)
{
	return member(object, key, JSON_OBJECT, "an object", where);
}

json_t *json_get_array(const json_t *object, const char *key, const char *where)
{
	return member(object, key, JSON_ARRAY, "an array", where);
}

uint64_t json_get_size(const json_t *object, const char *key, uint64_t otherwise, const char *where)
{
	const json_t *value = member(object, key, JSON_INTEGER, "a whole number", where);

	return value ? to_size(value, key, where) : otherwise;
}

const char *json_want_string(const json_t *object, const char *key, const char *where)
{
	return json_string_value(
		wanted(member(object, key, JSON_STRING, "a string", where), key, where));
}

json_t *json_want_object(const json_t *object, const char *key, const char *where)
{
	return wanted(json_get_object(object, key, where), key, where);
}

json_t *json_want_array(const json_t *object, const char *key, const char *where)
{
	return wanted(json_get_array(object, key, where), key, where);
}

uint64_t json_want_size(const json_t *object, const char *key, const char *where)
{
	return to_size(
		wanted(member(object, key, JSON_INTEGER, "a whole number", where), key, where), key,
		where);
}
