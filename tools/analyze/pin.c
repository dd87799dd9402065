/* SPDX-License-Identifier: MIT */
#include "analyze/pin.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "pypa/name.h"
#include "pypa/version.h"

static const char space[] = " \t\f\v";

static const char *skip_space(const char *c)
{
	return c + strspn(c, space);
}

static char *trimmed(const char *c, size_t length)
{
	while (length && strchr(space, *c))
		c++, length--;
	while (length && strchr(space, c[length - 1]))
		length--;
	return xstrndup(c, length);
}

/* --- its parts ------------------------------------------------------------------------ */

/* The end of the word, of the operator or of the value in quotes at C. */
static const char *token_end(const char *c)
{
	static const char operators[] = "<>=!~";

	if (*c == '"' || *c == '\'')
		return strchr(c + 1, *c) + 1;
	if (strchr("()", *c))
		return c + 1;
	if (strchr(operators, *c))
		return c + strspn(c, operators);
	return c + strcspn(c, " \t\f\v\"'()<>=!~");
}

/* A variable in its present spelling: os_name for os.name (PEP 508). Other words have no dot. */
static void add_word(struct text *out, const char *word, size_t length)
{
	if (length == strlen("python_implementation") &&
		memcmp(word, "python_implementation", length) == 0)
		text_add_string(out, "platform_");
	for (size_t i = 0; i < length; i++)
		text_add_char(out, word[i] == '.' ? '_' : word[i]);
}

char *pin_marker_spelled(const char *marker)
{
	struct text out = {0};

	for (const char *c = skip_space(marker), *end; *c; c = skip_space(end)) {
		end = token_end(c);
		if (out.length && *c != ')' && text_string(&out)[out.length - 1] != '(')
			text_add_char(&out, ' ');
		if (*c == '\'' && !memchr(c, '"', (size_t)(end - c)))
			text_printf(&out, "\"%.*s\"", (int)(end - c - 2), c + 1);
		else if (*c == '"' || *c == '\'')
			text_add(&out, c, (size_t)(end - c));
		else
			add_word(&out, c, (size_t)(end - c));
	}
	return text_take(&out);
}

/* Where the marker of TEXT begins, which has one. */
static const char *marker_in(const char *text, const char *url)
{
	return strchr(url ? strstr(text, url) + strlen(url) : text, ';') + 1;
}

static char *pinned_version(const char *text)
{
	_cleanup_(stringlist_free) struct stringlist specifiers = {0};
	_cleanup_(text_free) struct text normal = {0};
	struct version version;

	requirement_spelling(text, NULL, &specifiers);
	for (size_t i = 0; i < specifiers.count; i++) {
		const char *pinned = specifiers.items[i];

		if (!starts_with(pinned, "==") || ends_with(pinned, ".*"))
			continue;
		pinned += strspn(pinned, "= ");
		if (!version_is_valid(pinned))
			return NULL;
		version_scan(pinned, &version);
		version_add(&normal, &version, false);
		return text_take(&normal);
	}
	return NULL;
}

struct pin pin_make(const char *text, const char *place, const char *comment)
{
	struct pin pin = {
		.text = xstrdup(text), .place = xstrdup(place), .comment = xstrdup(comment)};
	const char *problem = requirement_parse(text, &pin.requirement);

	if (problem)
		die(EXIT_NO, "%s: %s: '%.200s'", place, problem, text);
	if (pin.requirement.marker)
		pin.marker = pin_marker_spelled(marker_in(text, pin.requirement.url));
	pin.version = pinned_version(text);
	return pin;
}

void pin_free(struct pin *pin)
{
	for (size_t i = 0; i < pin->count; i++)
		requirement_free(&pin->requires[i]);
	free(pin->requires);
	requirement_free(&pin->requirement);
	free(pin->text);
	free(pin->marker);
	free(pin->version);
	free(pin->place);
	free(pin->comment);
	free(pin->reason);
	stringlist_free(&pin->above);
	stringlist_free(&pin->via);
	*pin = (struct pin){0};
}

/* --- who asks for it, as pip-compile says ---------------------------------------------- */

/* What stands behind `#`, space, and `via` when that is there. */
static const char *behind_via(const char *comment)
{
	const char *c = skip_space(comment + 1);

	return starts_with(c, "via") ? skip_space(c + strlen("via")) : c;
}

static bool goes_on(const struct pin *pin, const char *comment)
{
	return pin->via.count && *comment == '#' && strspn(comment + 1, space) >= 3 &&
	       *skip_space(comment + 1);
}

bool pin_take_via(struct pin *pin, const char *comment)
{
	if (!starts_with(comment, "# via") && !goes_on(pin, comment))
		return false;
	const char *who = behind_via(comment);

	who += starts_with(who, "via") ? strlen("via") : 0;
	stringlist_add(&pin->via, trimmed(who, strlen(who)));
	return true;
}

bool pin_take_vias(struct pin *pin, const char *comment)
{
	const char *c = *comment == '#' ? skip_space(comment + 1) : "";

	if (!starts_with(c, "via") || !c[3] || !strchr(space, c[3]))
		return false;
	c = skip_space(c + 3);
	for (;; c++) {
		size_t length = strcspn(c, ",");

		stringlist_add(&pin->via, trimmed(c, length));
		c += length;
		if (!*c)
			return true;
	}
}

bool pin_is_via_lock(const struct pin *pin)
{
	for (size_t i = 0; i < pin->via.count; i++)
		if (strcmp(pin->via.items[i], "the lock") == 0)
			return true;
	return false;
}

/* Whether VIA is a file of the project: `-r FILE`, or `NAME (pyproject.toml)`. */
static bool is_file(const char *via)
{
	const char *open = strchr(via, '(');

	if (starts_with(via, "-r "))
		return true;
	if (!open)
		return false;
	if (strstr(open, "setup.py)") || strstr(open, "setup.cfg)"))
		return true;
	for (const char *c = open; (c = strstr(c, "pyproject.toml")) != NULL;) {
		c += strlen("pyproject.toml");
		if (*c == ')' || (*c == ':' && strchr(c, ')')))
			return true;
	}
	return false;
}

/* The package that VIA names, normalized; NULL when that is not one. */
static char *asker_of(const char *via)
{
	size_t length = 0;

	while (isalnum((unsigned char)via[length]) || (via[length] && strchr("_.-", via[length])))
		length++;
	if (!length || (via[length] && (via[length] != '[' || !ends_with(via, "]"))))
		return NULL;
	_cleanup_free_ char *name = xstrndup(via, length);

	return name_normalize(name);
}

bool pin_is_wanted_by_project(const struct pin *pin,
	bool (*is_pinned)(const void *data, const char *name), const void *data)
{
	bool by_package = false, by_file = false;

	if (pin_is_via_lock(pin))
		return false;
	for (size_t i = 0; i < pin->via.count; i++) {
		_cleanup_free_ char *asker = asker_of(pin->via.items[i]);

		by_file |= is_file(pin->via.items[i]);
		by_package |= asker && strcmp(asker, pin->requirement.name) != 0 &&
			      is_pinned(data, asker);
	}
	return by_file || !by_package;
}
