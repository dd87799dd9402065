/* SPDX-License-Identifier: MIT */
#include "resolve/requires.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "pypa/lenientrequirement.h"
#include "pypa/marker.h"
#include "pypa/name.h"
#include "pypa/specifier.h"

enum { MAX_LINE = 4000, /* bytes */ MAX_MALFORMED = 5 };

struct requires_line {
	char *name, *marker;      /* normalized; of the requirement, or NULL */
	struct stringlist extras; /* normalized */
	char *plain;              /* the requirement as it is spelled, without its marker */
};

/* --- one requirement --------------------------------------------------------------- */

static void skip_space(const char **cursor)
{
	*cursor += strspn(*cursor, " \t");
}

/* The text of LENGTH bytes without any space in it. */
static char *squeeze(const char *text, size_t length)
{
	struct text squeezed = {0};

	for (size_t i = 0; i < length; i++)
		if (text[i] != ' ' && text[i] != '\t')
			text_add_char(&squeezed, text[i]);
	return squeezed.length ? text_take(&squeezed) : xstrdup("");
}

/* The parts between the commas of a text of LENGTH bytes, without space, sorted. */
static struct stringlist split(const char *text, size_t length)
{
	struct stringlist parts = {0};

	while (length) {
		const char *comma = memchr(text, ',', length);
		size_t part = comma ? (size_t)(comma - text) : length;
		char *squeezed = squeeze(text, part);

		if (*squeezed)
			stringlist_add(&parts, squeezed);
		else
			free(squeezed);
		part += comma != NULL;
		text += part;
		length -= part;
	}
	stringlist_sort_unique(&parts);
	return parts;
}

/* Appends the specifiers, each meaning once. */
static void add_specifiers(struct text *plain, const char *text, size_t length)
{
	_cleanup_(stringlist_free) struct stringlist parts = split(text, length), meanings = {0};
	bool first = true;

	for (size_t i = 0; i < parts.count; i++) {
		struct text meaning = {0};
		const char *cursor = parts.items[i];
		bool seen = false;

		specifiers_parse(&cursor, &meaning);
		for (size_t k = 0; k < meanings.count; k++)
			seen |= strcmp(meanings.items[k], text_string(&meaning)) == 0;
		stringlist_add(&meanings, xstrdup(text_string(&meaning)));
		text_free(&meaning);
		if (!seen)
			text_printf(plain, "%s%s", first ? "" : ",", parts.items[i]);
		first = false;
	}
}

/* What the packaging library makes of the requirement, which is one, without its marker. */
static char *plain_text(const char *line)
{
	struct text plain = {0};

	skip_space(&line);
	size_t name = strcspn(line, " \t[(@<>=!~;");

	text_add(&plain, line, name);
	line += name;
	skip_space(&line);
	if (*line == '[') {
		size_t length = strcspn(line, "]");
		_cleanup_(stringlist_free) struct stringlist extras = split(line + 1, length - 1);

		line += length + 1;
		skip_space(&line);
		if (extras.count) {
			text_add_string(&plain, "[");
			list_join(&extras, ",", &plain);
			text_add_string(&plain, "]");
		}
	}
	if (*line == '@') {
		line++;
		skip_space(&line);
		text_printf(&plain, " @ %.*s", (int)strcspn(line, " \t"), line);
	} else {
		line += *line == '(';
		add_specifiers(&plain, line, strcspn(line, ");"));
	}
	return text_take(&plain);
}

static void take_line(
	struct requires_line *line, const char *text, const struct requirement *requirement)
{
	line->name = xstrdup(requirement->name);
	line->marker = requirement->marker ? xstrdup(requirement->marker) : NULL;
	line->extras = split(requirement->extras, strlen(requirement->extras));
	line->plain = plain_text(text);
}

static bool is_printable(const char *text)
{
	for (const char *c = text; *c; c++)
		if (*c < ' ' || *c > '~')
			return false;
	return strlen(text) < MAX_LINE;
}

static void read_line(struct requires_package *package, const char *text)
{
	_cleanup_(requirement_free) struct requirement requirement = {0};
	_cleanup_free_ char *repaired = NULL;
	const char *problem = lenientrequirement_parse(text, &requirement, &repaired);

	if (!problem || repaired)
		take_line(&package->lines[package->count++], repaired ? repaired : text,
			&requirement);
	if (!problem || package->malformed.count == MAX_MALFORMED)
		return;
	_cleanup_free_ char *as = repaired ? xprintf("is read as '%.300s', as uv does", repaired)
					   : xstrdup("is not in the lock's graph");

	stringlist_add(&package->malformed,
		xprintf("'%.300s', which is no requirement (%s), and %s", text, problem, as));
}

const char *requires_read(struct requires_package *package, const json_t *lines)
{
	const json_t *line;
	size_t i;

	json_array_foreach (lines, i, line)
		if (!json_is_string(line) || !is_printable(json_string_value(line)))
			return "its metadata holds what no requirement may";
	package->lines = xalloc(json_array_size(lines), sizeof *package->lines);
	package->count = 0;
	json_array_foreach (lines, i, line)
		read_line(package, json_string_value(line));
	package->known = true;
	return NULL;
}

/* --- all of them -------------------------------------------------------------------- */

static struct requires_package *find(
	struct requires_package *packages, size_t count, const char *name)
{
	for (size_t low = 0; low < count;) {
		size_t middle = low + (count - low) / 2;
		int order = strcmp(name, packages[middle].name);

		if (order == 0)
			return &packages[middle];
		if (order < 0)
			count = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

struct application {
	struct requires_package *packages;
	size_t count;
	const struct target *target;
};

/* Whether the line counts for EXTRA ("" for none): it holds there, and is not there anyway. */
static bool counts(
	const struct application *application, const struct requires_line *line, const char *extra)
{
	bool plain = true, with_extra = true;

	if (!line->marker)
		return !*extra;
	if (marker_evaluate(line->marker, application->target, "", &plain) ||
		marker_evaluate(line->marker, application->target, extra, &with_extra))
		return false;
	return with_extra && !(plain && *extra);
}

static void ask(const struct application *application, const char *name, const char *extra)
{
	struct requires_package *package = find(application->packages, application->count, name);

	if (!package || !package->known)
		return;
	for (size_t i = 0; *extra && i < package->asked.count; i++)
		if (strcmp(package->asked.items[i], extra) == 0)
			return;
	if (*extra)
		stringlist_add(&package->asked, xstrdup(extra));
	for (size_t i = 0; i < package->count; i++) {
		const struct requires_line *line = &package->lines[i];

		if (!counts(application, line, extra))
			continue;
		stringlist_add(&package->texts,
			*extra ? xprintf("%s ; extra == \"%s\"", line->plain, extra)
			       : xstrdup(line->plain));
		for (size_t k = 0; k < line->extras.count; k++)
			ask(application, line->name, line->extras.items[k]);
	}
}

void requires_apply(struct requires_package *packages, size_t count, const struct target *target,
	const struct stringlist *roots)
{
	const struct application application = {packages, count, target};

	for (size_t i = 0; i < count; i++)
		ask(&application, packages[i].name, "");
	for (size_t i = 0; i < roots->count; i++) {
		_cleanup_(requirement_free) struct requirement root = {0};

		if (requirement_parse(roots->items[i], &root))
			continue;
		_cleanup_(stringlist_free) struct stringlist extras =
			split(root.extras, strlen(root.extras));

		for (size_t k = 0; k < extras.count; k++)
			ask(&application, root.name, extras.items[k]);
	}
	for (size_t i = 0; i < count; i++)
		stringlist_sort_unique(&packages[i].texts);
}

char *requires_local(const struct requires_package *packages, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < packages[i].texts.count; k++) {
			const char *text = packages[i].texts.items[k],
				   *marker = strstr(text, " ; ");
			_cleanup_free_ char *plain =
				xstrndup(text, marker ? (size_t)(marker - text) : strlen(text));
			_cleanup_(requirement_free) struct requirement requirement = {0};
			char *local = requirement_parse(plain, &requirement) ||
						      strcmp(requirement.name, name) != 0
					      ? NULL
					      : specifiers_local(requirement.specifiers);

			if (local)
				return local;
		}
	return NULL;
}

void requires_free(struct requires_package *package)
{
	for (size_t i = 0; i < package->count; i++) {
		free(package->lines[i].name);
		free(package->lines[i].marker);
		free(package->lines[i].plain);
		stringlist_free(&package->lines[i].extras);
	}
	cleanup_free(&package->lines);
	stringlist_free(&package->malformed);
	stringlist_free(&package->texts);
	stringlist_free(&package->asked);
	package->count = 0;
	package->known = false;
}
