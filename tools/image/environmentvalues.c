/* SPDX-License-Identifier: MIT */
#include "image/environmentvalues.h"

#include <string.h>

#include "lib/die.h"

static bool is_variable_name(const char *name)
{
	return *name && !strpbrk(name, "= \t\n\r\v\f");
}

void environmentvalues_set(json_t *environment, const char *name, const char *value)
{
	if (!is_variable_name(name))
		die(EXIT_NO,
			"PYLOCK_ENV.%s: '%s' is not the name of an environment variable: neither "
			"empty nor with a blank or a `=`",
			name, name);
	json_array_append_new(environment, json_pack("[s, s]", name, value));
}

json_t *environmentvalues_unset(const struct projectvalue *value)
{
	json_t *words = projectvalue_words(value), *word;
	size_t i;

	json_array_foreach (words, i, word) {
		if (!is_variable_name(json_string_value(word)))
			projectvalue_refuse(value, "not names of environment variables");
		if (strcmp(json_string_value(word), "PATH") == 0)
			projectvalue_refuse(value,
				"without PATH no program is found: write PYLOCK_ENV.PATH "
				"for another one");
	}
	return words;
}

void environmentvalues_check(const json_t *environment, const json_t *unset)
{
	json_t *word, *pair;
	size_t i, j;

	json_array_foreach (unset, i, word) {
		json_array_foreach (environment, j, pair) {
			const char *name = json_string_value(json_array_get(pair, 0));

			if (strcmp(json_string_value(word), name) == 0)
				die(EXIT_NO,
					"PYLOCK_ENV_UNSET has %s, which PYLOCK_ENV.%s sets: take "
					"one away",
					name, name);
		}
	}
}
