/* SPDX-License-Identifier: MIT */
#include "image/configvalues.h"

#include <ctype.h>
#include <string.h>

#include "image/environmentvalues.h"
#include "image/healthcheck.h"
#include "image/ports.h"
#include "image/projectvalue.h"
#include "image/reference.h"
#include "image/signalname.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/instant.h"

enum { LARGEST_ID = INT32_MAX };

/* What is made of the values. */
struct reading {
	json_t *result, *config, *environment;
};

/* --- users, paths, ports --------------------------------------------------------------- */

static bool is_account(const char *text, size_t length)
{
	_cleanup_free_ char *name = xstrndup(text, length);

	if (length == 0 || strpbrk(name, ":/ \t\n\r,"))
		return false;
	return strspn(name, "0123456789") != length ||
	       (length <= 10 && strtoull(name, NULL, 10) <= LARGEST_ID);
}

static json_t *user_of(const struct projectvalue *value)
{
	const char *text = value->text, *colon = strchr(text, ':');
	size_t length = colon ? (size_t)(colon - text) : strlen(text);

	if (!is_account(text, length) || (colon && !is_account(colon + 1, strlen(colon + 1))))
		projectvalue_refuse(value,
			"not a user: write a name or number, or one with a group, such as "
			"app or 1000:1000");
	return json_string(text);
}

/* The absolute path without a slash at its end; the caller frees. */
static char *path_of(const struct projectvalue *value, const char *path)
{
	_cleanup_free_ char *around = xprintf("%s/", path);

	if (*path != '/' || strstr(path, "//") || strstr(around, "/./") || strstr(around, "/../") ||
		strpbrk(path, "\n\r"))
		projectvalue_refuse(value,
			"not an absolute path in the image, such as /app, without `.`, "
			"`..` and `//`");
	return xstrndup(path, strlen(path) - (path[1] && ends_with(path, "/")));
}

static json_t *directory_of(const struct projectvalue *value)
{
	_cleanup_free_ char *path = path_of(value, value->text);

	return json_string(path);
}

static json_t *volumes_of(const struct projectvalue *value)
{
	_cleanup_json_ json_t *words = projectvalue_words(value);
	json_t *word, *volumes = json_object();
	size_t i;

	json_array_foreach (words, i, word) {
		_cleanup_free_ char *path = path_of(value, json_string_value(word));

		if (strcmp(path, "/") == 0)
			projectvalue_refuse(value, "the root cannot be a volume");
		json_object_set_new(volumes, path, json_object());
	}
	return volumes;
}

static json_t *ports_of(const struct projectvalue *value)
{
	_cleanup_json_ json_t *words = projectvalue_words(value);
	json_t *word, *ports = json_object();
	size_t i;

	json_array_foreach (words, i, word)
		if (!ports_add(ports, json_string_value(word)))
			projectvalue_refuse(value,
				"not ports: write numbers from 1 to 65535, such as 8080, 53/udp or "
				"7000-7010/tcp");
	return ports;
}

/* --- the rest ----------------------------------------------------------------------------- */

static json_t *signal_of(const struct projectvalue *value)
{
	_cleanup_free_ char *name = signalname_normal(value->text);

	if (!name)
		projectvalue_refuse(value, "not a signal, such as SIGTERM, SIGRTMIN+3 or 15");
	return json_string(name);
}

static json_t *time_of(const struct projectvalue *value)
{
	_cleanup_free_ char *time = instant_parse(value->text);

	if (!time)
		projectvalue_refuse(
			value, "not a time such as 2026-01-31T12:00:00Z, or seconds since 1970");
	return json_string(time);
}

static void check_reference(
	const struct projectvalue *value, const char *(*problem_of)(const char *text))
{
	const char *why = problem_of(value->text);

	if (why && strchr(value->text, '@'))
		die(EXIT_NO, "PYLOCK_%s: %s", value->name, why);
	if (why)
		projectvalue_refuse(value, why);
}

static json_t *check_name(const struct projectvalue *value)
{
	check_reference(value, reference_name);
	return NULL;
}

static json_t *check_repository(const struct projectvalue *value)
{
	check_reference(value, reference_repository);
	return NULL;
}

static json_t *check_tag(const struct projectvalue *value)
{
	check_reference(value, reference_tag);
	return NULL;
}

static json_t *refuse_nameless(const struct projectvalue *value)
{
	die(EXIT_NO, "PYLOCK_%s is '%s': write PYLOCK_%s.<name>", value->name, value->text,
		value->name);
}

/* The variables whose values become one member each, or, where MEMBER is NULL, are only checked. */
static const struct {
	const char *name, *member;
	json_t *(*read)(const struct projectvalue *value);
	bool beside; /* a member of the result, not of its config */
} variables[] = {
	{"ENTRYPOINT", "Entrypoint", projectvalue_command, false},
	/* After an entrypoint these are arguments, of which the first may be empty. */
	{"CMD", "Cmd", projectvalue_words, false},
	{"USER", "User", user_of, false},
	{"WORKDIR", "WorkingDir", directory_of, false},
	{"VOLUME", "Volumes", volumes_of, false},
	{"EXPOSE", "ExposedPorts", ports_of, false},
	{"STOPSIGNAL", "StopSignal", signal_of, false},
	{"ENV_UNSET", "unset", environmentvalues_unset, true},
	{"CREATED", "created", time_of, true},
	{"ENV", NULL, refuse_nameless, false},
	{"LABEL", NULL, refuse_nameless, false},
	{"NAME", NULL, check_name, false},
	{"REPOSITORY", NULL, check_repository, false},
	{"TAG", NULL, check_tag, false},
};

/* --- lines ------------------------------------------------------------------------------- */

/* Takes off what surrounds a value that is no free text. */
static char *strip(char *value)
{
	size_t length;

	value += strspn(value, " \t\n\r");
	length = strlen(value);
	while (length > 0 && strchr(" \t\n\r", value[length - 1]))
		value[--length] = '\0';
	return value;
}

/* A value that ends in a blank which a backslash escapes keeps it. */
static void take_variable(struct reading *reading, const char *name, char *text)
{
	bool escaped = strlen(text) > 1 && text[strlen(text) - 2] == '\\';
	struct projectvalue value = {name, escaped ? text + strspn(text, " \t\n\r") : strip(text)};

	if (!*value.text)
		return;
	if (strcmp(name, "HEALTHCHECK") == 0) {
		healthcheck_take(reading->config, &value);
		return;
	}
	if (starts_with(name, "HEALTHCHECK.")) {
		healthcheck_take_member(reading->config, &value, name + strlen("HEALTHCHECK."));
		return;
	}
	for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
		if (strcmp(variables[i].name, name) != 0)
			continue;
		json_t *json = variables[i].read(&value);

		if (json)
			json_object_set_new(variables[i].beside ? reading->result : reading->config,
				variables[i].member, json);
		return;
	}
	die(EXIT_NO, "PYLOCK_%s says nothing of an image's configuration", name);
}

static void take_label(json_t *labels, const char *key, const char *text)
{
	if (!*key || strpbrk(key, " \t\n\r"))
		die(EXIT_NO,
			"PYLOCK_LABEL.%s: '%s' is not a label's key: neither empty nor with a "
			"blank",
			key, key);
	json_object_set_new(labels, key, json_string(text));
}

static void take_value(struct reading *reading, const char *name, char *text)
{
	if (!utf8_is_valid(text) || !utf8_is_valid(name))
		die(EXIT_NO, "PYLOCK_%s: not UTF-8", name);
	if (islower((unsigned char)*name))
		json_object_set_new(
			json_object_get(reading->result, "given"), name, json_string(text));
	else if (starts_with(name, "ENV."))
		environmentvalues_set(reading->environment, name + strlen("ENV."), text);
	else if (starts_with(name, "LABEL."))
		take_label(
			json_object_get(reading->result, "labels"), name + strlen("LABEL."), text);
	else
		take_variable(reading, name, text);
}

/* Takes the backslashes off TEXT, in place, up to the unescaped END; returns what follows that. */
static char *unescape(char *text, char end)
{
	char *to = text;

	for (; *text && *text != end; text++) {
		if (*text == '\\' && text[1]) {
			text++;
			*to++ = *text == 'n' ? '\n' : *text;
		} else {
			*to++ = *text;
		}
	}
	char *next = *text ? text + 1 : text;

	*to = '\0';
	return next;
}

json_t *imagevalues_read(const char *text)
{
	_cleanup_free_ char *copy = xstrdup(text);
	struct reading reading = {.config = json_object(), .environment = json_array()};
	char *line, *rest = copy;

	reading.result = json_pack("{s:{}, s:o, s:o, s:[], s:{}}", "given", "config",
		reading.config, "environment", reading.environment, "unset", "labels");
	while ((line = strsep(&rest, "\n"))) {
		line += strspn(line, " ");
		if (!*line)
			continue;
		char *value = unescape(line, '=');

		unescape(value, '\0');
		take_value(&reading, line, value);
	}
	healthcheck_check(reading.config);
	environmentvalues_check(reading.environment, json_object_get(reading.result, "unset"));
	return reading.result;
}
