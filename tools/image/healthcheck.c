/* SPDX-License-Identifier: MIT */
#include "image/healthcheck.h"

#include <stdlib.h>
#include <string.h>

#include "lib/die.h"
#include "lib/duration.h"

static const char *word_at(const json_t *words, size_t at)
{
	return json_string_value(json_array_get(words, at));
}

static json_t *healthcheck_of(json_t *config)
{
	json_t *healthcheck = json_object_get(config, "Healthcheck");

	if (!healthcheck)
		json_object_set_new(config, "Healthcheck", healthcheck = json_object());
	return healthcheck;
}

void healthcheck_take(json_t *config, const struct projectvalue *value)
{
	json_t *words = projectvalue_command(value);
	const char *first = word_at(words, 0);
	size_t count = json_array_size(words);

	if (count == 0)
		projectvalue_refuse(value, "names no program: write one, or NONE for no check");
	if (strcmp(first, "NONE") == 0 && count > 1)
		projectvalue_refuse(value, "nothing follows NONE");
	if (strcmp(first, "CMD-SHELL") == 0 && count != 2)
		projectvalue_refuse(value, "one word follows CMD-SHELL: quote the command");
	if (strcmp(first, "CMD") == 0 && (count == 1 || !*word_at(words, 1)))
		projectvalue_refuse(value, "a program follows CMD");
	if (strcmp(first, "NONE") != 0 && strcmp(first, "CMD-SHELL") != 0 &&
		strcmp(first, "CMD") != 0)
		json_array_insert_new(words, 0, json_string("CMD"));
	json_object_set_new(healthcheck_of(config), "Test", words);
}

void healthcheck_take_member(json_t *config, const struct projectvalue *value, const char *member)
{
	static const char *const durations[][2] = {{"interval", "Interval"}, {"timeout", "Timeout"},
		{"start-period", "StartPeriod"}, {"start-interval", "StartInterval"}};
	const char *text = value->text;
	int64_t nanoseconds;

	for (size_t i = 0; i < sizeof durations / sizeof *durations; i++) {
		if (strcmp(member, durations[i][0]) != 0)
			continue;
		if (!duration_parse(text, &nanoseconds) || nanoseconds < 1000000)
			projectvalue_refuse(
				value, "not a duration of at least 1ms, such as 30s or 1m30s");
		json_object_set_new(
			healthcheck_of(config), durations[i][1], json_integer(nanoseconds));
		return;
	}
	if (strcmp(member, "retries") != 0)
		projectvalue_refuse(value,
			"it is none of PYLOCK_HEALTHCHECK.interval, .timeout, .start-period, "
			".start-interval and .retries");
	if (strspn(text, "0123456789") != strlen(text) || strlen(text) > 6 || atoi(text) < 1)
		projectvalue_refuse(value, "not a number from 1 to 999999");
	json_object_set_new(healthcheck_of(config), "Retries", json_integer(atoi(text)));
}

void healthcheck_check(const json_t *config)
{
	const json_t *healthcheck = json_object_get(config, "Healthcheck");

	if (healthcheck && !json_object_get(healthcheck, "Test"))
		die(EXIT_NO, "PYLOCK_HEALTHCHECK is not set, but how often it is done: write the "
			     "program, too");
}
