/* SPDX-License-Identifier: MIT */
#include "lock/tomltext.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/unconst.h"

/* JSON's escapes are TOML's, and DEL wants one too. */
void toml_add_string(struct text *out, const char *string)
{
	text_add_char(out, '"');
	for (const unsigned char *c = (const unsigned char *)string; *c; c++) {
		if (*c == '"' || *c == '\\')
			text_printf(out, "\\%c", *c);
		else if (*c < 0x20 || *c == 0x7f)
			text_printf(out, "\\u%04X", *c);
		else
			text_add_char(out, (char)*c);
	}
	text_add_char(out, '"');
}

static void add_key(struct text *out, const char *key)
{
	if (*key && key[strspn(key,
			    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")] ==
			    '\0')
		text_add_string(out, key);
	else
		toml_add_string(out, key);
	text_add_string(out, " = ");
}

static int by_string(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The keys of OBJECT in order, ended by NULL; the caller frees the array. */
static const char **sorted_keys(const json_t *object)
{
	const char **keys = xalloc(json_object_size(object) + 1, sizeof *keys), *key;
	size_t count = 0;
	json_t *value;

	json_object_foreach (unconst(object), key, value)
		keys[count++] = key;
	qsort(keys, count, sizeof *keys, by_string);
	return keys;
}

static void add_strings(struct text *out, const json_t *array, const char *key, const char *where)
{
	const json_t *value;
	size_t i;

	text_add_char(out, '[');
	json_array_foreach (array, i, value) {
		if (!json_is_string(value))
			die(EXIT_NO, "%s: .%s[%zu]: not a string", where, key, i);
		if (i > 0)
			text_add_string(out, ", ");
		toml_add_string(out, json_string_value(value));
	}
	text_add_char(out, ']');
}

static void add_inline_table(
	struct text *out, const json_t *object, const char *key, const char *where)
{
	_cleanup_free_ const char **keys = sorted_keys(object);

	text_add_char(out, '{');
	for (size_t i = 0; keys[i]; i++) {
		const json_t *value = json_object_get(object, keys[i]);

		if (!json_is_string(value))
			die(EXIT_NO, "%s: .%s.%s: not a string", where, key, keys[i]);
		text_add_string(out, i > 0 ? ", " : " ");
		add_key(out, keys[i]);
		toml_add_string(out, json_string_value(value));
	}
	text_add_string(out, " }");
}

void toml_add_members(struct text *out, const json_t *object, const char *where)
{
	_cleanup_free_ const char **keys = sorted_keys(object);

	if (!json_is_object(object))
		die(EXIT_NO, "%s: not an object", where);
	for (size_t i = 0; keys[i]; i++) {
		const json_t *value = json_object_get(object, keys[i]);

		add_key(out, keys[i]);
		if (json_is_string(value))
			toml_add_string(out, json_string_value(value));
		else if (json_is_integer(value))
			text_printf(out, "%lld", (long long)json_integer_value(value));
		else if (json_is_boolean(value))
			text_add_string(out, json_is_true(value) ? "true" : "false");
		else if (json_is_array(value))
			add_strings(out, value, keys[i], where);
		else if (json_is_object(value))
			add_inline_table(out, value, keys[i], where);
		else
			die(EXIT_NO,
				"%s: .%s: neither string, whole number, boolean, array nor object",
				where, keys[i]);
		text_add_char(out, '\n');
	}
}
