/* SPDX-License-Identifier: MIT */
#include "image/projectvalue.h"

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/shellwords.h"

_Noreturn void projectvalue_refuse(const struct projectvalue *value, const char *why)
{
	die(EXIT_NO, "PYLOCK_%s is '%s': %s", value->name, value->text, why);
}

static json_t *json_words(const struct projectvalue *value)
{
	json_t *array = json_loads(value->text, 0, NULL), *item;
	size_t i;

	json_array_foreach (array, i, item)
		if (!json_is_string(item))
			projectvalue_refuse(value,
				"not a JSON array of strings, such as [\"sh\", \"-c\", \"...\"]");
	if (!json_is_array(array))
		projectvalue_refuse(value,
			"begins with `[` and is not a JSON array of strings, such as "
			"[\"sh\", \"-c\"]");
	return array;
}

static json_t *shell_words(const struct projectvalue *value)
{
	_cleanup_(stringlist_free) struct stringlist words = {0};
	_cleanup_free_ char *problem = shellwords_split(value->text, &words);
	json_t *array = json_array();

	if (problem)
		projectvalue_refuse(value, problem);
	for (size_t i = 0; i < words.count; i++)
		json_array_append_new(array, json_string(words.items[i]));
	return array;
}

json_t *projectvalue_words(const struct projectvalue *value)
{
	return *value->text == '[' ? json_words(value) : shell_words(value);
}

json_t *projectvalue_command(const struct projectvalue *value)
{
	json_t *words = projectvalue_words(value);

	if (json_array_size(words) > 0 && !*json_string_value(json_array_get(words, 0)))
		projectvalue_refuse(value, "its first word, the program, is empty");
	return words;
}
