/* SPDX-License-Identifier: MIT */
#include "resolve/resolverlines.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "pypa/directreference.h"
#include "pypa/marker.h"
#include "pypa/requirement.h"
#include "pypa/specifier.h"
#include "resolve/notfollowed.h"

/* --- options ------------------------------------------------------------------------ */

/* What is for the whole file: formats are looked at here, and a lock always has hashes. */
static void take_file_option(struct resolverlines *lines, const struct requirementline *line,
	const struct fileoption *option, const char *value)
{
	if (strcmp(option->name, "--no-binary") == 0)
		formatcontrol_no_binary(&lines->formats, value);
	else if (strcmp(option->name, "--only-binary") == 0)
		formatcontrol_only_binary(&lines->formats, value);
	else if (option->group != GROUP_REQUIRE_HASHES)
		notfollowed_option(line, option, value, lines->policy);
}

static void take_option(void *context, const struct requirementline *line,
	const struct fileoption *option, const char *value)
{
	struct resolverlines *lines = context;
	char *hash;

	switch (option->use) {
	case USE_HASH:
		hash = fileoption_hash(value);
		if (!hash)
			requirementline_bad(line,
				"not a hash (sha256:, sha384: or sha512: and hexadecimal digits)",
				value);
		json_array_append_new(lines->line_hashes, json_string(hash));
		cleanup_free(&hash);
		return;
	case USE_REQUIREMENT:
		notfollowed_option(line, option, value, lines->policy);
		return;
	case USE_FILE:
		take_file_option(lines, line, option, value);
		return;
	case USE_EDITABLE:
	case USE_REQUIREMENTS:
	case USE_CONSTRAINTS:
		return;
	}
}

/* --- lines ---------------------------------------------------------------------------- */

static bool holds(
	const struct resolverlines *lines, const struct requirementline *line, const char *marker)
{
	bool holds = true;
	const char *problem = marker ? marker_evaluate(marker, lines->target, "", &holds) : NULL;

	if (problem)
		requirementline_bad(line, problem, line->text);
	return holds;
}

static void note_what_it_allows(struct resolverlines *lines, const struct requirementline *line)
{
	const struct requirement *requirement = &line->requirement;
	_cleanup_free_ char *exact = specifiers_local(requirement->specifiers);
	_cleanup_free_ char *place = xprintf("%s:%zu", line->path, line->number);

	if (exact)
		json_object_set_new(lines->exact, requirement->name, json_string(exact));
	if (json_array_size(lines->line_hashes))
		json_array_append_new(
			lines->hashes, json_pack("{s:s, s:s, s:s, s:O}", "name", requirement->name,
					       "place", place, "specifier", requirement->specifiers,
					       "hashes", lines->line_hashes));
}

static void set_string(json_t *object, const char *key, const char *value)
{
	if (value)
		json_object_set_new(object, key, json_string(value));
}

static json_t *reference_json(const struct resolverlines *lines, const struct requirementline *line,
	const struct directreference *reference)
{
	static const char *const kinds[] = {
		[DIRECT_ARCHIVE] = "archive", [DIRECT_GIT] = "git", [DIRECT_LOCAL] = "local"};
	_cleanup_free_ char *place = xprintf("%s:%zu", line->path, line->number);
	json_t *json = json_pack("{s:s, s:s}", "place", place, "kind", kinds[reference->kind]);

	set_string(json, "name", reference->name);
	set_string(json, "location", reference->location);
	set_string(json, "revision", reference->revision);
	set_string(json, "subdirectory", reference->subdirectory);
	set_string(json, "sha256", reference->sha256);
	if (json_array_size(lines->line_hashes))
		json_object_set(json, "hashes", lines->line_hashes);
	return json;
}

/* A reference counts when its marker holds. When its file is known, it is its name for OUT, and for
 * a constraint nothing: that package is at no other place. */
static void take_reference(struct resolverlines *lines, const struct requirementline *line,
	const struct directreference *reference, struct text *out)
{
	_cleanup_free_ char *place = xprintf("%s:%zu", line->path, line->number);
	const char *name = json_string_value(json_object_get(lines->known, place));
	bool bounds = line->role == ROLE_CONSTRAINT || line->role == ROLE_CONSTRAINT_REQUIREMENT;
	_cleanup_free_ char *extras =
		*reference->extras ? xprintf("[%s]", reference->extras) : xstrdup("");

	if (!holds(lines, line, reference->marker))
		return;
	notfollowed_location(line, reference);
	json_array_append_new(lines->references, reference_json(lines, line, reference));
	if (name && !bounds)
		text_printf(out, "%s%s\n", name, extras);
}

static void take_release(
	struct resolverlines *lines, const struct requirementline *line, struct text *out)
{
	if (holds(lines, line, line->requirement.marker))
		note_what_it_allows(lines, line);
	text_printf(out, "%s\n", line->text);
}

static void take_line(void *context, const struct requirementline *line)
{
	struct resolverlines *lines = context;
	struct text *out = line->role == ROLE_REQUIREMENT ? &lines->requirements
			   : line->role == ROLE_OVERRIDE  ? &lines->overrides
							  : &lines->constraints;
	const char *text = line->editable ? line->editable : line->text;

	if (line->editable || line->is_location || line->requirement.url) {
		_cleanup_(directreference_free) struct directreference reference;
		const char *problem = directreference_parse(text, &reference);

		if (problem)
			requirementline_bad(line, problem, text);
		take_reference(lines, line, &reference, out);
	} else {
		take_release(lines, line, out);
	}
	json_decref(lines->line_hashes);
	lines->line_hashes = json_array();
}

void resolverlines_add(struct resolverlines *lines, const char *path, enum requirement_role role)
{
	const struct requirementlines_reader reader = {
		.context = lines, .option = take_option, .line = take_line};

	if (!lines->hashes) {
		lines->hashes = json_array();
		lines->exact = json_object();
		lines->line_hashes = json_array();
		lines->references = json_array();
	}
	requirementlines_read(path, role, &reader, NULL);
}

static void set_names(json_t *object, const char *key, const struct stringlist *names)
{
	json_t *array = json_array();

	for (size_t i = 0; i < names->count; i++)
		json_array_append_new(array, json_string(names->items[i]));
	if (names->count)
		json_object_set_new(object, key, array);
	else
		json_decref(array);
}

json_t *resolverlines_allowed(const struct resolverlines *lines)
{
	json_t *allowed = json_object();

	set_names(allowed, "noBinary", &lines->formats.no_binary);
	set_names(allowed, "onlyBinary", &lines->formats.only_binary);
	if (json_array_size(lines->hashes))
		json_object_set(allowed, "hashes", lines->hashes);
	if (json_object_size(lines->exact))
		json_object_set(allowed, "exact", lines->exact);
	return allowed;
}

void resolverlines_free(struct resolverlines *lines)
{
	formatcontrol_free(&lines->formats);
	text_free(&lines->requirements);
	text_free(&lines->constraints);
	text_free(&lines->overrides);
	json_decref(lines->hashes);
	json_decref(lines->exact);
	json_decref(lines->line_hashes);
	json_decref(lines->references);
}
