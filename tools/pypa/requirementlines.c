/* SPDX-License-Identifier: MIT */
#include "pypa/requirementlines.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "pypa/directreference.h"
#include "pypa/logicallines.h"
#include "pypa/words.h"

/* A file being read, and where in it. */
struct place {
	struct requirementline line;
	dev_t device;
	ino_t inode;
	const struct place *includer; /* or NULL */
};

/* A file that was read. */
struct seen {
	dev_t device;
	ino_t inode;
	enum requirement_role role;
};

struct state {
	const struct requirementlines_reader *reader;
	struct stringlist *files;
	struct seen *seen; /* as many as there are files */
	size_t count;
	size_t bytes;
};

/* What the options of one line are, beside what they say. */
struct line_options {
	char *editable;
	bool for_file, for_requirement;
};

static void read_file(struct state *state, struct place *place);

_Noreturn void requirementline_bad(
	const struct requirementline *line, const char *problem, const char *text)
{
	die(EXIT_NO, "%s:%zu: %s: '%.300s'", line->path, line->number, problem, text);
}

static _Noreturn void bad(const struct place *place, const char *problem, const char *text)
{
	requirementline_bad(&place->line, problem, text);
}

/* --- includes --- */

/* PATH, which stands in the file FROM, as it is seen from where FROM is seen; the caller frees. */
static char *beside(const char *from, const char *path)
{
	int directory = (int)(file_name(from) - from);

	return path[0] == '/' ? xstrdup(path) : xprintf("%.*s%s", directory, from, path);
}

static enum requirement_role included_role(const struct place *place, enum fileoption_use use)
{
	if (use == USE_CONSTRAINTS)
		return ROLE_CONSTRAINT;
	return place->line.role == ROLE_CONSTRAINT ? ROLE_CONSTRAINT_REQUIREMENT : place->line.role;
}

static bool was_seen(const struct state *state, const struct place *place)
{
	for (size_t i = 0; i < state->count; i++)
		if (state->seen[i].device == place->device &&
			state->seen[i].inode == place->inode &&
			state->seen[i].role == place->line.role)
			return true;
	return false;
}

static void include(
	struct state *state, const struct place *place, enum fileoption_use use, const char *value)
{
	_cleanup_free_ char *path = beside(place->line.path, value);
	struct place file = {
		.line = {.path = path, .role = included_role(place, use)}, .includer = place};
	struct stat status;
	size_t depth = 0;

	if (strstr(value, "://") || starts_with(value, "file:"))
		bad(place, "only files can be included, not URLs", value);
	if (stat(path, &status) < 0)
		die(file_failure(errno), "%s:%zu: cannot include '%s':", place->line.path,
			place->line.number, path);
	if (!S_ISREG(status.st_mode))
		bad(place, "cannot include what is not a regular file", path);
	file.device = status.st_dev;
	file.inode = status.st_ino;
	for (const struct place *above = place; above; above = above->includer, depth++)
		if (above->device == file.device && above->inode == file.inode)
			bad(place, "the file includes itself", path);
	if (depth > REQUIREMENTLINES_DEPTH)
		bad(place, "files are included too deep", path);
	if (!was_seen(state, &file))
		read_file(state, &file);
}

/* --- options --- */

static void apply(struct state *state, const struct place *place, const struct fileoption *kind,
	const char *value, struct line_options *options)
{
	if (state->reader->option)
		state->reader->option(state->reader->context, &place->line, kind, value);
	switch (kind->use) {
	case USE_HASH:
	case USE_REQUIREMENT:
		options->for_requirement = true;
		return;
	case USE_EDITABLE:
		if (options->editable)
			bad(place, "only one -e can stand on a line", value);
		options->editable = xstrdup(value);
		return;
	case USE_REQUIREMENTS:
	case USE_CONSTRAINTS:
		options->for_file = true;
		include(state, place, kind->use, value);
		return;
	case USE_FILE:
		options->for_file = true;
	}
}

static void read_options(
	struct state *state, const struct place *place, const char *text, struct line_options *line)
{
	_cleanup_(stringlist_free) struct stringlist words = {0};
	const char *problem = words_split(text, &words), *value;

	if (problem)
		bad(place, problem, text);
	for (size_t i = 0; i < words.count; i++) {
		const struct fileoption *kind = fileoption_find(words.items[i], &value);

		if (!kind)
			bad(place, "not an option that requirements files have", words.items[i]);
		if (kind->has_value && !value && i + 1 == words.count)
			bad(place, "the option wants a value", words.items[i]);
		if (!kind->has_value && value)
			bad(place, "the option takes no value", words.items[i]);
		if (kind->has_value && !value)
			value = words.items[++i];
		apply(state, place, kind, value, line);
	}
}

/* --- lines --- */

/* A distribution by its path or URL alone, which is not PEP 508. */
static bool is_location(const char *text)
{
	size_t scheme = 0, dots = strspn(text, ".");

	while (isalnum((unsigned char)text[scheme]) ||
		(text[scheme] && strchr("+.-", text[scheme])))
		scheme++;

	size_t word = strcspn(text, " \t@;[");

	/* The last is `.` or `..` itself, perhaps with extras. */
	return memchr(text, '/', word) || (word > 4 && starts_with(text + word - 4, ".whl")) ||
	       starts_with(text, "./") || starts_with(text, "../") || text[0] == '/' ||
	       starts_with(text, "file:") || (scheme && starts_with(text + scheme, "://")) ||
	       ((dots == 1 || dots == 2) && (text[dots] == '\0' || text[dots] == '['));
}

/* Where the options of LINE begin, as pip has it: at the first word with a dash. */
static char *find_options(char *line)
{
	for (char *c = line; *c; c++)
		if (*c == '-' && (c == line || strchr(" \t", c[-1])))
			return c;
	return line + strlen(line);
}

/* Each run of space as one. */
static char *collapsed(const char *line)
{
	char *text = xstrdup(line), *end = text;

	for (const char *c = text; *c; c++) {
		bool space = *c == ' ' || *c == '\t';

		if (!space || (end > text && end[-1] != ' '))
			*end++ = *c;
		if (space && end > text)
			end[-1] = ' ';
	}
	*end = '\0';
	return text;
}

/* Takes apart what is asked for, and tells the reader. */
static void take_line(
	struct state *state, const struct place *place, const char *text, const char *editable)
{
	struct requirementline line = place->line;
	bool location = !editable && is_location(text);
	_cleanup_free_ char *apart = location ? xstrdup(text) : directreference_apart(text);

	line.text = apart;
	line.editable = editable;
	line.is_location = location;
	if (!editable && !line.is_location) {
		const char *problem = requirement_parse(apart, &line.requirement);

		if (problem)
			bad(place, problem, text);
	}
	state->reader->line(state->reader->context, &line);
	requirement_free(&line.requirement);
}

static void read_line(struct state *state, struct place *place, char *text)
{
	struct line_options line = {0};
	_cleanup_free_ char *whole = collapsed(text);
	char *options = find_options(text), *end = options;

	place->line.whole = whole;
	read_options(state, place, options, &line);
	_cleanup_free_ char *editable = line.editable;

	if (line.for_file && (end > text || editable))
		bad(place, "this option must stand on a line of its own", options);
	if (editable && end > text)
		bad(place, "-e must begin its line", text);
	if (end == text && !editable) {
		if (line.for_requirement)
			bad(place, "the option belongs behind a requirement", options);
		return;
	}
	while (end > text && strchr(" \t", end[-1]))
		end--;
	*end = '\0';
	take_line(state, place, text, editable);
}

static void read_file(struct state *state, struct place *place)
{
	_cleanup_(text_free) struct text line = {0};

	if (state->count >= REQUIREMENTLINES_FILES)
		die(EXIT_NO, "%s: more than %d files are included", place->line.path,
			REQUIREMENTLINES_FILES);
	state->seen[state->count++] = (struct seen){place->device, place->inode, place->line.role};
	if (state->files)
		stringlist_add(state->files, xstrdup(place->line.path));
	_cleanup_(logicallines_free) struct logicallines lines =
		logicallines_read(place->line.path, REQUIREMENTLINES_BYTES - state->bytes);

	state->bytes += lines.content.length;
	while (logicallines_next(&lines, &line)) {
		place->line.number = lines.number;
		place->line.comment = text_string(&lines.comment);
		place->line.above = &lines.above;
		read_line(state, place, line.bytes);
	}
	place->line.number = lines.next;
	place->line.whole = place->line.comment = "";
	place->line.above = &lines.above;
	if (state->reader->end)
		state->reader->end(state->reader->context, &place->line);
	place->line.above = NULL;
}

void requirementlines_read(const char *path, enum requirement_role role,
	const struct requirementlines_reader *reader, struct stringlist *files)
{
	_cleanup_free_ struct seen *seen = xalloc(REQUIREMENTLINES_FILES, sizeof *seen);
	struct state state = {.reader = reader, .files = files, .seen = seen};
	struct place place = {.line = {.path = path, .role = role}};
	struct stat status;

	if (stat(path, &status) == 0) {
		place.device = status.st_dev;
		place.inode = status.st_ino;
	}
	read_file(&state, &place);
}
