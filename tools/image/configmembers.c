/* SPDX-License-Identifier: MIT */
#include "image/configmembers.h"

#include <string.h>

#include "lib/die.h"
#include "lib/instant.h"

/* What a member's value must be. */
enum kind { NAME, TEXT, TIME, STRINGS, ENVIRONMENT, STRING_MAP, SET, HEALTH, CONFIG };

struct member {
	const char *key;
	enum kind kind;
};

static const struct member members[] = {
	{"architecture", NAME},
	{"os", NAME},
	{"variant", NAME},
	{"created", TIME},
	{"author", TEXT},
	{"config", CONFIG},
	{"annotations", STRING_MAP},
	{"unset", STRINGS},
	{0},
};

static const struct member config_members[] = {
	{"Entrypoint", STRINGS},
	{"Cmd", STRINGS},
	{"Env", ENVIRONMENT},
	{"User", TEXT},
	{"WorkingDir", TEXT},
	{"Labels", STRING_MAP},
	{"ExposedPorts", SET},
	{"Volumes", SET},
	{"StopSignal", TEXT},
	{"Healthcheck", HEALTH},
	{0},
};

static bool is_name(const char *text)
{
	return *text && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789._-") == strlen(text);
}

static bool is_variable(const char *text)
{
	return *text != '=' && strchr(text, '=');
}

static bool is_any(const char *text)
{
	(void)text;
	return true;
}

static bool all_strings(const json_t *array, bool (*is_right)(const char *))
{
	size_t i;
	const json_t *value;

	json_array_foreach (array, i, value)
		if (!json_is_string(value) || !is_right(json_string_value(value)))
			return false;
	return json_is_array(array);
}

static bool all_members(json_t *object, json_type type)
{
	const char *key;
	const json_t *value;

	json_object_foreach (object, key, value)
		if (json_typeof(value) != type ||
			(type == JSON_OBJECT && json_object_size(value) > 0))
			return false;
	return json_is_object(object);
}

/* docker's: the words Test, durations in nanoseconds, and a number. */
static bool is_health(json_t *object)
{
	const char *key;
	json_t *value;

	json_object_foreach (object, key, value)
		if (strcmp(key, "Test") == 0 ? !all_strings(value, is_any)
					     : !json_is_integer(value))
			return false;
	return json_is_object(object);
}

static void check_members(json_t *object, const struct member *known, bool strict,
	const char *prefix, const char *where);

static void check_value(json_t *value, const struct member *member, bool strict, const char *prefix,
	const char *where)
{
	const char *text = json_string_value(value), *must = NULL;

	switch (member->kind) {
	case NAME:
		must = text && is_name(text) ? NULL : "a name in lower case";
		break;
	case TEXT:
		must = text ? NULL : "a string";
		break;
	case TIME:
		must = text && instant_is(text) ? NULL : "a time such as 1980-01-01T00:00:00Z";
		break;
	case STRINGS:
		must = all_strings(value, is_any) ? NULL : "an array of strings";
		break;
	case ENVIRONMENT:
		must = all_strings(value, strict ? is_variable : is_any) ? NULL
									 : "an array of NAME=VALUE";
		break;
	case STRING_MAP:
		must = all_members(value, JSON_STRING) ? NULL : "an object of strings";
		break;
	case SET:
		must = all_members(value, JSON_OBJECT) ? NULL : "an object of empty objects";
		break;
	case HEALTH:
		must = is_health(value) ? NULL : "a health check";
		break;
	case CONFIG:
		must = json_is_object(value) ? NULL : "an object";
		break;
	}
	if (must)
		die(EXIT_NO, "%s: %s.%s: not %s", where, prefix, member->key, must);
	if (member->kind == CONFIG)
		check_members(value, config_members, strict, ".config", where);
}

/* Checks each member; one that is null is as if not there. STRICT: refuses unknown ones. */
static void check_members(json_t *object, const struct member *known, bool strict,
	const char *prefix, const char *where)
{
	const char *key;
	json_t *value;
	void *next;

	json_object_foreach_safe (object, next, key, value) {
		const struct member *member = known;

		while (member->key && strcmp(member->key, key) != 0)
			member++;
		if (!member->key && strict)
			die(EXIT_NO, "%s: %s.%s: unknown member", where, prefix, key);
		if (json_is_null(value))
			json_object_del(object, key);
		else if (member->key)
			check_value(value, member, strict, prefix, where);
	}
}

void configmembers_check(json_t *object, bool strict, const char *where)
{
	check_members(object, members, strict, "", where);
}
