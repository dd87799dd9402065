/* SPDX-License-Identifier: MIT */
#include "debian/maintscript.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/digest.h"

struct reader {
	struct maintscript script;
	const char *version;
	const struct machine *machine;
	const char *const *known;
	size_t known_count;
	struct text lines;   /* what the fingerprint is made of */
	struct text snippet; /* the lines of debhelper's snippet, while in one */
	bool in_snippet, snippet_is_known;
	bool has_own;
};

/* LINE with every OLD as NEW. The caller frees. */
static char *replace(const char *line, const char *old, const char *new)
{
	struct text out = {0};
	const char *found;

	while ((found = strstr(line, old))) {
		text_add(&out, line, (size_t)(found - line));
		text_add_string(&out, new);
		line = found + strlen(old);
	}
	text_add_string(&out, line);
	return text_take(&out);
}

static void add_line(const struct reader *reader, struct text *lines, const char *line)
{
	_cleanup_free_ char *without_version = replace(line, reader->version, "@VERSION@");
	_cleanup_free_ char *without_triplet =
		replace(without_version, reader->machine->triplet, "@TRIPLET@");
	_cleanup_free_ char *general = replace(without_triplet, reader->machine->debian, "@ARCH@");

	text_printf(lines, "%s\n", general);
}

static bool take_alternative(struct reader *reader, const char *line)
{
	struct maintscript *script = &reader->script;
	struct alternative alternative;

	if (!alternative_parse(line, &alternative))
		return false;
	script->alternatives = xrealloc(
		script->alternatives, script->alternative_count + 1, sizeof *script->alternatives);
	script->alternatives[script->alternative_count++] = alternative;
	return true;
}

/* Whether LINE is PATTERN, in which each `*` stands for characters that are no operators of the
 * shell. */
static bool matches(const char *pattern, const char *line)
{
	for (; *pattern && *pattern != '*'; pattern++, line++)
		if (*pattern != *line)
			return false;
	if (*pattern == '\0')
		return *line == '\0';
	for (;; line++) {
		if (matches(pattern + 1, line))
			return true;
		if (*line == '\0' || strchr(";&|<>`(){}", *line))
			return false;
	}
}

static bool is_known(const struct reader *reader, const char *line)
{
	for (size_t i = 0; i < reader->known_count; i++)
		if (matches(reader->known[i], line))
			return true;
	return false;
}

static bool is_trivial(const char *line)
{
	return *line == '#' || strcmp(line, "set -e") == 0 || strcmp(line, "exit 0") == 0;
}

static void end_snippet(struct reader *reader)
{
	if (!reader->snippet_is_known) {
		reader->has_own = true;
		text_add_string(&reader->lines, text_string(&reader->snippet));
	}
	text_clear(&reader->snippet);
	reader->in_snippet = false;
}

static void take_snippet_line(struct reader *reader, const char *line)
{
	if (starts_with(line, "# End automatically added section")) {
		end_snippet(reader);
		return;
	}
	if (!take_alternative(reader, line) && *line != '#' && !is_known(reader, line))
		reader->snippet_is_known = false;
	add_line(reader, &reader->snippet, line);
}

static void take_line(struct reader *reader, const char *line)
{
	if (*line == '\0')
		return;
	if (reader->in_snippet) {
		take_snippet_line(reader, line);
		return;
	}
	if (starts_with(line, "# Automatically added by dh_")) {
		reader->in_snippet = reader->snippet_is_known = true;
		return;
	}
	if (!take_alternative(reader, line) && !is_trivial(line))
		reader->has_own = true;
	add_line(reader, &reader->lines, line);
}

/* TEXT's next line, continued lines joined by a blank, without blanks at its ends. Moves *TEXT on;
 * returns false at the end. */
static bool next_line(const char **text, struct text *line)
{
	bool more = true;

	text_clear(line);
	if (**text == '\0')
		return false;
	while (more) {
		size_t length = strcspn(*text, "\n"), next = length + ((*text)[length] == '\n');

		more = length > 0 && (*text)[length - 1] == '\\' && (*text)[length];
		text_add(line, *text, length - more);
		if (more)
			text_add_char(line, ' ');
		*text += next;
	}
	while (line->length > 0 && strchr(" \t\r", line->bytes[line->length - 1]))
		line->bytes[--line->length] = '\0';
	return true;
}

struct maintscript maintscript_read(const char *text, const char *version,
	const struct machine *machine, const char *const *known, size_t count)
{
	struct reader reader = {
		.version = version, .machine = machine, .known = known, .known_count = count};
	_cleanup_(text_free) struct text line = {0};

	if (!starts_with(text, "#!") || !memmem(text, strcspn(text, "\n"), "sh", 2))
		reader.has_own = true;
	while (next_line(&text, &line))
		take_line(&reader, text_string(&line) + strspn(text_string(&line), " \t"));
	if (reader.in_snippet) {
		reader.snippet_is_known = false;
		end_snippet(&reader);
	}
	if (reader.has_own) {
		struct digest digest = sha256_of(text_string(&reader.lines), reader.lines.length);

		memcpy(reader.script.fingerprint, digest.hex, FINGERPRINT_LENGTH);
	}
	text_free(&reader.lines);
	text_free(&reader.snippet);
	return reader.script;
}

void maintscript_free(struct maintscript *script)
{
	for (size_t i = 0; i < script->alternative_count; i++)
		alternative_free(&script->alternatives[i]);
	cleanup_free(&script->alternatives);
	script->alternative_count = 0;
}
