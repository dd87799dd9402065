/* SPDX-License-Identifier: MIT */
#include "pypa/requirementset.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "pypa/directreference.h"
#include "pypa/fileoption.h"
#include "pypa/requirement.h"
#include "pypa/requirementlines.h"

static const char *const roles[] = {
	[ROLE_REQUIREMENT] = "requirement",
	[ROLE_CONSTRAINT] = "constraint",
	[ROLE_CONSTRAINT_REQUIREMENT] = "constraint-requirement",
	[ROLE_OVERRIDE] = "override",
};

struct reader {
	struct requirementset *requirements;
	struct text groups[GROUP_COUNT];

	/* What the present line says besides its requirement. */
	struct stringlist hashes;
	struct text others;
};

static void add_entry(struct reader *reader, const struct requirementline *line, char *entry)
{
	if (reader->requirements->entries.count >= REQUIREMENTSET_COUNT)
		die(EXIT_NO, "%s:%zu: more than %d requirements and options", line->path,
			line->number, REQUIREMENTSET_COUNT);
	stringlist_add(&reader->requirements->entries, entry);
}

static void add_hash(struct reader *reader, const struct requirementline *line, const char *value)
{
	char *hash = fileoption_hash(value);

	if (!hash)
		requirementline_bad(line,
			"not a hash (sha256:, sha384: or sha512: and hexadecimal digits)", value);
	stringlist_add(&reader->hashes, hash);
}

static void take_option(void *context, const struct requirementline *line,
	const struct fileoption *option, const char *value)
{
	struct reader *reader = context;
	_cleanup_(text_free) struct text text = {0};
	_cleanup_free_ char *counts =
		option->has_value ? fileoption_value(option, value) : xstrdup("");

	text_printf(&text, "  %s%s%s\n", option->name, option->has_value ? " " : "", counts);
	if (option->use == USE_HASH)
		add_hash(reader, line, value);
	else if (option->use == USE_REQUIREMENT)
		text_add_string(&reader->others, text_string(&text));
	else if (option->use == USE_FILE && option->group != GROUP_NONE)
		text_add_string(&reader->groups[option->group], text_string(&text));
	else if (option->use == USE_FILE)
		add_entry(reader, line, xprintf("option\n%s", text_string(&text)));
}

/* The path that a direct reference leads to; what is malformed is said by who follows it. */
static void add_local(struct reader *reader, const struct requirementline *line)
{
	_cleanup_(directreference_free) struct directreference reference = {0};
	const char *text = line->editable ? line->editable : line->text;

	if (!line->editable && !line->is_location && !line->requirement.url)
		return;
	if (!directreference_parse(text, &reference) && reference.kind == DIRECT_LOCAL)
		stringlist_add(&reader->requirements->locals, steal(&reference.location));
}

static void take_line(void *context, const struct requirementline *line)
{
	struct reader *reader = context;
	struct text entry = {0};

	add_local(reader, line);
	text_printf(&entry, "%s ", roles[line->role]);
	if (line->editable)
		text_printf(&entry, "--editable %s", line->editable);
	else if (line->is_location)
		text_add_string(&entry, line->text);
	else
		requirement_add(&entry, &line->requirement);
	text_add_char(&entry, '\n');
	stringlist_sort_unique(&reader->hashes);
	for (size_t i = 0; i < reader->hashes.count; i++)
		text_printf(&entry, "  --hash=%s\n", reader->hashes.items[i]);
	text_add_string(&entry, text_string(&reader->others));
	add_entry(reader, line, text_take(&entry));
	stringlist_free(&reader->hashes);
	text_clear(&reader->others);
}

struct requirementset requirementset_read(const char *path)
{
	struct requirementset requirements = {0};
	struct reader reader = {.requirements = &requirements};
	const struct requirementlines_reader lines = {
		.context = &reader, .option = take_option, .line = take_line};
	const struct requirementline end = {.path = path};

	requirementlines_read(path, ROLE_REQUIREMENT, &lines, &requirements.files);
	for (size_t i = 0; i < GROUP_COUNT; i++) {
		if (reader.groups[i].length)
			add_entry(&reader, &end,
				xprintf("option\n%s", text_string(&reader.groups[i])));
		text_free(&reader.groups[i]);
	}
	text_free(&reader.others);
	stringlist_sort_unique(&requirements.entries);
	stringlist_sort_unique(&requirements.locals);
	return requirements;
}

void requirementset_free(struct requirementset *requirements)
{
	stringlist_free(&requirements->entries);
	stringlist_free(&requirements->files);
	stringlist_free(&requirements->locals);
}
