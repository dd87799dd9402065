/* SPDX-License-Identifier: MIT */
#include "pypa/requirement.h"

#include <ctype.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "pypa/markertree.h"
#include "pypa/name.h"
#include "pypa/specifier.h"

static void skip_space(const char **cursor)
{
	*cursor += strspn(*cursor, " \t");
}

/* The normalized name at *CURSOR, or NULL. */
static char *parse_name(const char **cursor)
{
	size_t length = 0;

	while (isalnum((unsigned char)(*cursor)[length]) ||
		((*cursor)[length] && strchr("._-", (*cursor)[length])))
		length++;
	_cleanup_free_ char *name = xstrndup(*cursor, length);

	if (!name_is_valid(name))
		return NULL;
	*cursor += length;
	skip_space(cursor);
	return name_normalize(name);
}

static const char *parse_extras(const char **cursor, struct requirement *requirement)
{
	_cleanup_(stringlist_free) struct stringlist extras = {0};
	_cleanup_(text_free) struct text joined = {0};

	if (**cursor == '[') {
		do {
			++*cursor;
			skip_space(cursor);
			if (**cursor == ']' && extras.count == 0)
				break;
			char *extra = parse_name(cursor);

			if (!extra)
				return "the name of an extra is wanted";
			stringlist_add(&extras, extra);
		} while (**cursor == ',');
		if (**cursor != ']')
			return "the list of extras is not closed by ]";
		++*cursor;
		skip_space(cursor);
	}
	stringlist_sort_unique(&extras);
	list_join(&extras, ",", &joined);
	requirement->extras = text_take(&joined);
	return NULL;
}

static const char *parse_url(const char **cursor, struct requirement *requirement)
{
	++*cursor;
	skip_space(cursor);
	size_t length = strcspn(*cursor, " \t");

	if (!length)
		return "a URL is wanted after @";
	requirement->url = xstrndup(*cursor, length);
	*cursor += length;
	skip_space(cursor);
	return NULL;
}

static const char *parse_specifiers(const char **cursor, struct requirement *requirement)
{
	_cleanup_(text_free) struct text specifiers = {0};
	bool parentheses = **cursor == '(';

	*cursor += parentheses;
	skip_space(cursor);
	const char *problem = specifiers_parse(cursor, &specifiers);

	if (problem)
		return problem;
	if (parentheses && **cursor != ')')
		return "the parenthesis around the specifiers is not closed";
	*cursor += parentheses;
	skip_space(cursor);
	requirement->specifiers = text_take(&specifiers);
	return NULL;
}

static const char *parse_marker(const char **cursor, struct requirement *requirement)
{
	_cleanup_(markertree_free) struct markertree tree = {0};

	++*cursor;
	const char *problem = markertree_parse(cursor, &tree);

	if (!problem)
		requirement->marker = steal(&tree.text);
	return problem;
}

static const char *parse(const char *cursor, struct requirement *requirement)
{
	const char *problem;

	skip_space(&cursor);
	requirement->name = parse_name(&cursor);
	if (!requirement->name)
		return "the name of a distribution is wanted first";
	problem = parse_extras(&cursor, requirement);
	if (problem)
		return problem;
	problem = *cursor == '@' ? parse_url(&cursor, requirement)
				 : parse_specifiers(&cursor, requirement);
	if (problem)
		return problem;
	if (!requirement->specifiers)
		requirement->specifiers = xstrdup("");
	if (*cursor && *cursor != ';')
		return requirement->url
			       ? "after the URL only '; MARKER' may follow, after a space"
			       : "'@ URL', a specifier such as ==1.2, or '; MARKER' is wanted here";
	problem = *cursor == ';' ? parse_marker(&cursor, requirement) : NULL;
	if (problem)
		return problem;
	return *cursor ? "'and', 'or' or the end is wanted after a comparison in the marker" : NULL;
}

const char *requirement_parse(const char *text, struct requirement *requirement)
{
	const char *problem = NULL;

	*requirement = (struct requirement){0};
	for (const char *c = text; *c; c++)
		if (iscntrl((unsigned char)*c) && *c != '\t')
			problem = "has a control character";
	if (!problem)
		problem = parse(text, requirement);
	if (problem)
		requirement_free(requirement);
	return problem;
}

/* The specifier at *CURSOR, without the space that may follow its operator. */
static char *specifier_spelling(const char **cursor)
{
	const char *start = *cursor;
	struct specifier specifier;

	if (specifier_scan(cursor, &specifier))
		return NULL;
	const char *version = start + strlen(specifier.comparison);

	skip_space(&version);
	return xprintf("%s%.*s", specifier.comparison, (int)(*cursor - version), version);
}

void requirement_spelling(
	const char *text, struct stringlist *extras, struct stringlist *specifiers)
{
	const char *cursor = text + strspn(text, " \t");
	char *specifier;

	cursor += strcspn(cursor, " \t[(@;=<>!~");
	skip_space(&cursor);
	if (*cursor == '[') {
		do {
			++cursor;
			skip_space(&cursor);
			size_t length = strcspn(cursor, " \t,]");

			if (extras && length)
				stringlist_add(extras, xstrndup(cursor, length));
			cursor += length;
			skip_space(&cursor);
		} while (*cursor == ',');
		cursor += *cursor == ']';
		skip_space(&cursor);
	}
	cursor += *cursor == '(';
	skip_space(&cursor);
	while (specifiers && (specifier = specifier_spelling(&cursor))) {
		stringlist_add(specifiers, specifier);
		skip_space(&cursor);
		cursor += *cursor == ',';
		skip_space(&cursor);
	}
}

void requirement_free(struct requirement *requirement)
{
	cleanup_free(&requirement->name);
	cleanup_free(&requirement->extras);
	cleanup_free(&requirement->specifiers);
	cleanup_free(&requirement->url);
	cleanup_free(&requirement->marker);
}

void requirement_add(struct text *out, const struct requirement *requirement)
{
	text_add_string(out, requirement->name);
	if (requirement->extras[0])
		text_printf(out, "[%s]", requirement->extras);
	text_add_string(out, requirement->specifiers);
	if (requirement->url)
		text_printf(out, " @ %s", requirement->url);
	if (requirement->marker)
		text_printf(out, "%s; %s", requirement->url ? " " : "", requirement->marker);
}
