/* SPDX-License-Identifier: MIT */
#include "resolve/builtidentity.h"

#include "lib/cleanup.h"
#include "lib/command.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/stringlist.h"
#include "pypa/metadata.h"

static void add_words(struct stringlist *words, const json_t *builder)
{
	const json_t *word;
	size_t i;

	json_array_foreach (builder, i, word)
		stringlist_add(words, xstrdup(json_string_value(word)));
}

struct source_identity built_identity(
	const json_t *builder, const char *top, const char *below, const char *subject)
{
	_cleanup_(stringlist_free) struct stringlist words = {0};
	_cleanup_(text_free) struct text output = {0};

	add_words(&words, builder);
	stringlist_add(&words, xstrdup("--subdirectory"));
	stringlist_add(&words, xstrdup(below));
	stringlist_add(&words, xstrdup(top));
	stringlist_add(&words, NULL);
	const struct command command = {
		.words = (const char *const *)words.items, .output = &output};

	if (json_array_size(builder) == 0 || command_run(&command) != 0)
		die(EXIT_NO, "%s: its build back end tells no version, as explained above",
			subject);
	_cleanup_json_ json_t *fields = metadata_json(text_string(&output), output.length);
	const char *name = json_string_value(json_object_get(fields, "name"));
	const char *version = json_string_value(json_object_get(fields, "version"));

	if (!name || !version)
		die(EXIT_SYSTEM, "%s: no name and version are told", subject);
	return (struct source_identity){xstrdup(name), xstrdup(version)};
}
