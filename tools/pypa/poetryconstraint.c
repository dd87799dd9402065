/* SPDX-License-Identifier: MIT */
#include "pypa/poetryconstraint.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "pypa/specifier.h"
#include "pypa/version.h"

enum { MOST_NUMBERS = 16 };

/* Numbers longer than that are no release's. */
static const char *read_release(const struct version *version, uint64_t numbers[], size_t *count)
{
	const char *at = version->release.at, *end = at + version->release.length;
	char *next;

	for (*count = 0; at < end; at = next + 1) {
		if (*count == MOST_NUMBERS || strspn(at, "0123456789") > 18)
			return "a release of too many digits";
		numbers[(*count)++] = strtoull(at, &next, 10);
	}
	return NULL;
}

/* Appends `<RELEASE`: the first release above all whose first KEPT numbers are those of VERSION. */
static const char *add_bound(struct text *out, const struct version *version,
	const uint64_t numbers[], size_t count, size_t kept)
{
	text_add_string(out, ",<");
	if (version->epoch.length)
		text_printf(out, "%.*s!", (int)version->epoch.length, version->epoch.at);
	for (size_t i = 0; i < count; i++)
		text_printf(out, "%s%ju", i ? "." : "",
			i + 1 < kept    ? (uintmax_t)numbers[i]
			: i + 1 == kept ? (uintmax_t)numbers[i] + 1
					: 0);
	return NULL;
}

/* The caret at the first number that is not 0 (or the last one), the tilde at the second one, if
 * there is one. Moves *CURSOR behind the version. */
static const char *add_range(const char **cursor, char sign, struct text *out)
{
	struct version version;
	uint64_t numbers[MOST_NUMBERS];
	size_t count, kept = 1;

	if (!version_scan(*cursor, &version) || version.local.at)
		return "not a version behind ^ or ~";
	*cursor += version.length;
	const char *problem = read_release(&version, numbers, &count);

	if (problem)
		return problem;
	if (sign == '~')
		kept = count > 1 ? 2 : 1;
	else
		while (kept < count && numbers[kept - 1] == 0)
			kept++;
	text_add_string(out, ">=");
	version_add(out, &version, false);
	return add_bound(out, &version, numbers, count, kept);
}

/* A specifier, or a version alone, which may end with `.*`. */
static const char *add_specifier(const char **cursor, struct text *out)
{
	size_t length = strcspn(*cursor, ", \t|");
	size_t signs = strspn(*cursor, "<>=!~");
	_cleanup_(text_free) struct text one = {0};

	if (length == signs) /* a blank behind the signs */
		length += strspn(*cursor + length, " \t");
	if (length > signs && strcspn(*cursor + signs, ", \t|") == 0)
		length += strcspn(*cursor + length, ", \t|");
	if (signs == 0 || (signs == 1 && **cursor == '='))
		text_add_string(&one, signs ? "=" : "==");
	text_add(&one, *cursor, length);
	*cursor += length;
	const char *at = text_string(&one);
	struct specifier specifier;
	const char *problem = specifier_scan(&at, &specifier);

	if (problem || *at)
		return problem ? problem : "not a version constraint of Poetry";
	for (at = text_string(&one); *at; at++)
		if (*at != ' ' && *at != '\t')
			text_add_char(out, *at);
	return NULL;
}

/* One alternative at *CURSOR: constraints with commas or blanks between, up to `||` or the end. */
static const char *add_alternative(const char **cursor, struct text *out)
{
	size_t before = out->length;

	for (bool some = false;; some = true) {
		*cursor += strspn(*cursor, " \t,");
		if (!**cursor || **cursor == '|')
			return some ? NULL : "an empty constraint";
		if (**cursor == '*' && strcspn(*cursor, ", \t|") == 1) {
			++*cursor;
			continue;
		}
		if (out->length > before)
			text_add_char(out, ',');
		char sign = **cursor;
		const char *problem;

		if (sign == '^' || (sign == '~' && (*cursor)[1] != '=')) {
			*cursor += 1 + strspn(*cursor + 1, " \t");
			problem = add_range(cursor, sign, out);
		} else
			problem = add_specifier(cursor, out);
		if (problem)
			return problem;
		if (**cursor && !strchr(", \t|", **cursor))
			return "not a version constraint of Poetry";
	}
}

const char *poetryconstraint_specifiers(const char *constraint, struct text *out)
{
	const char *cursor = constraint, *problem;

	problem = add_alternative(&cursor, out);
	return problem   ? problem
	       : *cursor ? "alternatives (||), which no requirement can have"
			 : NULL;
}

/* Appends the specifiers of Python as a marker's conditions. */
static void add_conditions(struct text *out, const char *specifiers)
{
	const char *between = "";

	while (*specifiers) {
		size_t length = strcspn(specifiers, ","), comparison = strspn(specifiers, "<>=!~");
		size_t points = 0;

		for (size_t i = 0; i < length; i++)
			points += specifiers[i] == '.' && specifiers[i + 1] != '*';
		text_printf(out, "%s%s %.*s \"%.*s\"", between,
			points > 1 ? "python_full_version" : "python_version", (int)comparison,
			specifiers, (int)(length - comparison), specifiers + comparison);
		between = " and ";
		specifiers += length + (specifiers[length] == ',');
	}
}

const char *poetryconstraint_marker(const char *constraint, struct text *out)
{
	_cleanup_(text_free) struct text all = {0}, specifiers = {0};
	const char *cursor = constraint, *problem;

	for (;;) {
		text_clear(&specifiers);
		problem = add_alternative(&cursor, &specifiers);
		if (problem)
			return problem;
		if (!specifiers.length) /* any Python, whatever else may do */
			return NULL;
		add_conditions(&all, text_string(&specifiers));
		if (!*cursor)
			break;
		if (!starts_with(cursor, "||"))
			return "not a version constraint of Poetry";
		cursor += 2;
		text_add_string(&all, " or ");
	}
	text_printf(out, "(%s)", text_string(&all));
	return NULL;
}
