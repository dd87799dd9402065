/* SPDX-License-Identifier: MIT */
#include "image/configvalues.h"

#include <ctype.h>
#include <string.h>

#include "image/ports.h"
#include "image/reference.h"
#include "image/signalname.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/duration.h"
#include "lib/instant.h"
#include "lib/shellwords.h"

enum { LARGEST_ID = INT32_MAX };

/* What is made of the values. */
struct reading {
	json_t *result, *config;
	const char *name, *value; /* the variable that is being read, without PYLOCK_ */
};

static _Noreturn void refuse(const struct reading *reading, const char *why)
{
	die(EXIT_NO, "PYLOCK_%s is '%s': %s", reading->name, reading->value, why);
}

/* --- lists of words ------------------------------------------------------------ */

static json_t *json_words(const struct reading *reading)
{
	json_t *array = json_loads(reading->value, 0, NULL), *item;
	size_t i;

	json_array_foreach (array, i, item)
		if (!json_is_string(item))
			refuse(reading,
				"not a JSON array of strings, such as [\"sh\", \"-c\", \"...\"]");
	if (!json_is_array(array))
		refuse(reading, "begins with `[` and is not a JSON array of strings, such as "
				"[\"sh\", \"-c\"]");
	return array;
}

static json_t *shell_words(const struct reading *reading)
{
	_cleanup_(stringlist_free) struct stringlist words = {0};
	_cleanup_free_ char *problem = shellwords_split(reading->value, &words);
	json_t *array = json_array();

	if (problem)
		refuse(reading, problem);
	for (size_t i = 0; i < words.count; i++)
		json_array_append_new(array, json_string(words.items[i]));
	return array;
}

static json_t *words_of(const struct reading *reading)
{
	return *reading->value == '[' ? json_words(reading) : shell_words(reading);
}

static const char *word_at(const json_t *words, size_t at)
{
	return json_string_value(json_array_get(words, at));
}

/* The words of a program and its arguments. */
static json_t *command_of(const struct reading *reading)
{
	json_t *words = words_of(reading);

	if (json_array_size(words) > 0 && !*word_at(words, 0))
		refuse(reading, "its first word, the program, is empty");
	return words;
}

static void take_entrypoint(struct reading *reading)
{
	json_object_set_new(reading->config, "Entrypoint", command_of(reading));
}

/* After an entrypoint these are arguments, of which the first may be empty. */
static void take_cmd(struct reading *reading)
{
	json_object_set_new(reading->config, "Cmd", words_of(reading));
}

/* --- the check of health ---------------------------------------------------------- */

static json_t *healthcheck_of(struct reading *reading)
{
	json_t *healthcheck = json_object_get(reading->config, "Healthcheck");

	if (!healthcheck)
		json_object_set_new(reading->config, "Healthcheck", healthcheck = json_object());
	return healthcheck;
}

static void take_healthcheck(struct reading *reading)
{
	json_t *words = command_of(reading);
	const char *first = word_at(words, 0);
	size_t count = json_array_size(words);

	if (count == 0)
		refuse(reading, "names no program: write one, or NONE for no check");
	if (strcmp(first, "NONE") == 0 && count > 1)
		refuse(reading, "nothing follows NONE");
	if (strcmp(first, "CMD-SHELL") == 0 && count != 2)
		refuse(reading, "one word follows CMD-SHELL: quote the command");
	if (strcmp(first, "CMD") == 0 && (count == 1 || !*word_at(words, 1)))
		refuse(reading, "a program follows CMD");
	if (strcmp(first, "NONE") != 0 && strcmp(first, "CMD-SHELL") != 0 &&
		strcmp(first, "CMD") != 0)
		json_array_insert_new(words, 0, json_string("CMD"));
	json_object_set_new(healthcheck_of(reading), "Test", words);
}

static void take_healthcheck_member(struct reading *reading, const char *member)
{
	static const char *const durations[][2] = {{"interval", "Interval"}, {"timeout", "Timeout"},
		{"start-period", "StartPeriod"}, {"start-interval", "StartInterval"}};
	const char *value = reading->value;
	int64_t nanoseconds;

	for (size_t i = 0; i < sizeof durations / sizeof *durations; i++) {
		if (strcmp(member, durations[i][0]) != 0)
			continue;
		if (!duration_parse(value, &nanoseconds) || nanoseconds < 1000000)
			refuse(reading, "not a duration of at least 1ms, such as 30s or 1m30s");
		json_object_set_new(
			healthcheck_of(reading), durations[i][1], json_integer(nanoseconds));
		return;
	}
	if (strcmp(member, "retries") != 0)
		refuse(reading,
			"it is none of PYLOCK_HEALTHCHECK.interval, .timeout, .start-period, "
			".start-interval and .retries");
	if (strspn(value, "0123456789") != strlen(value) || strlen(value) > 6 || atoi(value) < 1)
		refuse(reading, "not a number from 1 to 999999");
	json_object_set_new(healthcheck_of(reading), "Retries", json_integer(atoi(value)));
}

/* --- the environment and labels ------------------------------------------------------ */

static bool is_variable_name(const char *name)
{
	return *name && !strpbrk(name, "= \t\n\r\v\f");
}

static void take_environment(struct reading *reading, const char *name)
{
	if (!is_variable_name(name))
		die(EXIT_NO,
			"PYLOCK_ENV.%s: '%s' is not the name of an environment variable: neither "
			"empty nor "
			"with a blank or a `=`",
			name, name);
	json_array_append_new(json_object_get(reading->result, "environment"),
		json_pack("[s, s]", name, reading->value));
}

static void take_label(struct reading *reading, const char *key)
{
	if (!*key || strpbrk(key, " \t\n\r"))
		die(EXIT_NO,
			"PYLOCK_LABEL.%s: '%s' is not a label's key: neither empty nor with a "
			"blank",
			key, key);
	json_object_set_new(
		json_object_get(reading->result, "labels"), key, json_string(reading->value));
}

static void take_unset(struct reading *reading)
{
	json_t *words = words_of(reading), *word;
	size_t i;

	json_array_foreach (words, i, word) {
		if (!is_variable_name(json_string_value(word)))
			refuse(reading, "not names of environment variables");
		if (strcmp(json_string_value(word), "PATH") == 0)
			refuse(reading, "without PATH no program is found: write PYLOCK_ENV.PATH "
					"for another one");
	}
	json_object_set_new(reading->result, "unset", words);
}

/* --- users, paths, ports --------------------------------------------------------------- */

static bool is_account(const char *text, size_t length)
{
	_cleanup_free_ char *name = xstrndup(text, length);

	if (length == 0 || strpbrk(name, ":/ \t\n\r,"))
		return false;
	return strspn(name, "0123456789") != length ||
	       (length <= 10 && strtoull(name, NULL, 10) <= LARGEST_ID);
}

static void take_user(struct reading *reading)
{
	const char *value = reading->value, *colon = strchr(value, ':');
	size_t length = colon ? (size_t)(colon - value) : strlen(value);

	if (!is_account(value, length) || (colon && !is_account(colon + 1, strlen(colon + 1))))
		refuse(reading, "not a user: write a name or number, or one with a group, such as "
				"app or 1000:1000");
	json_object_set_new(reading->config, "User", json_string(value));
}

/* The absolute path without a slash at its end; the caller frees. */
static char *path_of(const struct reading *reading, const char *path)
{
	_cleanup_free_ char *around = xprintf("%s/", path);

	if (*path != '/' || strstr(path, "//") || strstr(around, "/./") || strstr(around, "/../") ||
		strpbrk(path, "\n\r"))
		refuse(reading, "not an absolute path in the image, such as /app, without `.`, "
				"`..` and `//`");
	return xstrndup(path, strlen(path) - (path[1] && ends_with(path, "/")));
}

static void take_workdir(struct reading *reading)
{
	_cleanup_free_ char *path = path_of(reading, reading->value);

	json_object_set_new(reading->config, "WorkingDir", json_string(path));
}

static void take_volumes(struct reading *reading)
{
	_cleanup_json_ json_t *words = words_of(reading);
	json_t *word, *volumes = json_object();
	size_t i;

	json_array_foreach (words, i, word) {
		_cleanup_free_ char *path = path_of(reading, json_string_value(word));

		if (strcmp(path, "/") == 0)
			refuse(reading, "the root cannot be a volume");
		json_object_set_new(volumes, path, json_object());
	}
	json_object_set_new(reading->config, "Volumes", volumes);
}

static void take_ports(struct reading *reading)
{
	_cleanup_json_ json_t *words = words_of(reading);
	json_t *word, *ports = json_object();
	size_t i;

	json_array_foreach (words, i, word)
		if (!ports_add(ports, json_string_value(word)))
			refuse(reading,
				"not ports: write numbers from 1 to 65535, such as 8080, 53/udp or "
				"7000-7010/tcp");
	json_object_set_new(reading->config, "ExposedPorts", ports);
}

/* --- the rest ----------------------------------------------------------------------------- */

static void take_signal(struct reading *reading)
{
	_cleanup_free_ char *name = signalname_normal(reading->value);

	if (!name)
		refuse(reading, "not a signal, such as SIGTERM, SIGRTMIN+3 or 15");
	json_object_set_new(reading->config, "StopSignal", json_string(name));
}

static void take_created(struct reading *reading)
{
	_cleanup_free_ char *time = instant_parse(reading->value);

	if (!time)
		refuse(reading, "not a time such as 2026-01-31T12:00:00Z, or seconds since 1970");
	json_object_set_new(reading->result, "created", json_string(time));
}

static void take_reference(struct reading *reading, const char *(*check)(const char *text))
{
	const char *why = check(reading->value);

	if (why && strchr(reading->value, '@'))
		die(EXIT_NO, "PYLOCK_%s: %s", reading->name, why);
	if (why)
		refuse(reading, why);
}

static void take_name(struct reading *reading)
{
	take_reference(reading, reference_name);
}

static void take_repository(struct reading *reading)
{
	take_reference(reading, reference_repository);
}

static void take_tag(struct reading *reading)
{
	take_reference(reading, reference_tag);
}

static void take_nameless(struct reading *reading)
{
	die(EXIT_NO, "PYLOCK_%s is '%s': write PYLOCK_%s.<name>", reading->name, reading->value,
		reading->name);
}

static const struct {
	const char *name;
	void (*take)(struct reading *reading);
} variables[] = {
	{"ENTRYPOINT", take_entrypoint},
	{"CMD", take_cmd},
	{"HEALTHCHECK", take_healthcheck},
	{"ENV", take_nameless},
	{"LABEL", take_nameless},
	{"ENV_UNSET", take_unset},
	{"USER", take_user},
	{"WORKDIR", take_workdir},
	{"VOLUME", take_volumes},
	{"EXPOSE", take_ports},
	{"STOPSIGNAL", take_signal},
	{"CREATED", take_created},
	{"NAME", take_name},
	{"REPOSITORY", take_repository},
	{"TAG", take_tag},
};

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
static void take_variable(struct reading *reading, char *value)
{
	bool escaped = strlen(value) > 1 && value[strlen(value) - 2] == '\\';

	reading->value = escaped ? value + strspn(value, " \t\n\r") : strip(value);
	if (!*reading->value)
		return;
	if (starts_with(reading->name, "HEALTHCHECK.")) {
		take_healthcheck_member(reading, strchr(reading->name, '.') + 1);
		return;
	}
	for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
		if (strcmp(variables[i].name, reading->name) == 0) {
			variables[i].take(reading);
			return;
		}
	}
	die(EXIT_NO, "PYLOCK_%s says nothing of an image's configuration", reading->name);
}

static void take_value(struct reading *reading, char *value)
{
	reading->value = value;
	if (!utf8_is_valid(value) || !utf8_is_valid(reading->name))
		die(EXIT_NO, "PYLOCK_%s: not UTF-8", reading->name);
	if (islower((unsigned char)*reading->name))
		json_object_set_new(json_object_get(reading->result, "given"), reading->name,
			json_string(value));
	else if (starts_with(reading->name, "ENV."))
		take_environment(reading, reading->name + strlen("ENV."));
	else if (starts_with(reading->name, "LABEL."))
		take_label(reading, reading->name + strlen("LABEL."));
	else
		take_variable(reading, value);
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

/* Checks variables that only count together with others. */
static void check_whole(const struct reading *reading)
{
	const json_t *healthcheck = json_object_get(reading->config, "Healthcheck");
	json_t *unset = json_object_get(reading->result, "unset"), *word, *pair;
	size_t i, j;

	if (healthcheck && !json_object_get(healthcheck, "Test"))
		die(EXIT_NO, "PYLOCK_HEALTHCHECK is not set, but how often it is done: write the "
			     "program, too");
	json_array_foreach (unset, i, word)
		json_array_foreach (json_object_get(reading->result, "environment"), j, pair)
			if (strcmp(json_string_value(word), word_at(pair, 0)) == 0)
				die(EXIT_NO,
					"PYLOCK_ENV_UNSET has %s, which PYLOCK_ENV.%s sets: take "
					"one away",
					word_at(pair, 0), word_at(pair, 0));
}

json_t *imagevalues_read(const char *text)
{
	_cleanup_free_ char *copy = xstrdup(text);
	struct reading reading = {.config = json_object()};
	char *line, *rest = copy;

	reading.result = json_pack("{s:{}, s:o, s:[], s:[], s:{}}", "given", "config",
		reading.config, "environment", "unset", "labels");
	while ((line = strsep(&rest, "\n"))) {
		line += strspn(line, " ");
		if (!*line)
			continue;
		char *value = unescape(line, '=');

		unescape(value, '\0');
		reading.name = line;
		take_value(&reading, value);
	}
	check_whole(&reading);
	return reading.result;
}
