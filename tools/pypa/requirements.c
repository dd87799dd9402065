/* SPDX-License-Identifier: MIT */
#include "pypa/requirements.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "pypa/fileoption.h"
#include "pypa/logicallines.h"
#include "pypa/requirement.h"
#include "pypa/words.h"

/* What the requirements in a file are for. */
enum role {
	REQUIREMENT,
	CONSTRAINT,
	CONSTRAINT_REQUIREMENT,
};

static const char *const roles[] = {
	[REQUIREMENT] = "requirement",
	[CONSTRAINT] = "constraint",
	[CONSTRAINT_REQUIREMENT] = "constraint-requirement",
};

/* A file being read, and where in it. */
struct place {
	const char *path;
	size_t line;
	enum role role;
	dev_t device;
	ino_t inode;
	const struct place *includer; /* or NULL */
};

struct reader {
	struct requirements *requirements;
	struct text groups[GROUP_COUNT];
	struct place *seen; /* as many as there are files */
	size_t bytes;
};

/* What one line says besides its requirement. */
struct line_options {
	struct stringlist hashes;
	struct text others; /* for its requirement */
	char *editable;
	bool for_file;
};

static void read_file(struct reader *reader, struct place *place);

static void line_options_free(struct line_options *options)
{
	stringlist_free(&options->hashes);
	text_free(&options->others);
	cleanup_free(&options->editable);
}

static _Noreturn void bad(const struct place *place, const char *problem, const char *text)
{
	die(EXIT_NO, "%s:%zu: %s: '%.300s'", place->path, place->line, problem, text);
}

static void add_entry(struct reader *reader, const struct place *place, char *entry)
{
	if (reader->requirements->entries.count >= REQUIREMENTS_COUNT)
		die(EXIT_NO, "%s:%zu: more than %d requirements and options", place->path,
			place->line, REQUIREMENTS_COUNT);
	stringlist_add(&reader->requirements->entries, entry);
}

/* --- includes --- */

/* PATH, which stands in the file FROM, as it is seen from where FROM is seen; the caller frees. */
static char *beside(const char *from, const char *path)
{
	int directory = (int)(file_name(from) - from);

	return path[0] == '/' ? xstrdup(path) : xprintf("%.*s%s", directory, from, path);
}

static enum role included_role(const struct place *place, enum fileoption_use use)
{
	if (use == USE_CONSTRAINTS)
		return CONSTRAINT;
	return place->role == REQUIREMENT ? REQUIREMENT : CONSTRAINT_REQUIREMENT;
}

static bool was_seen(const struct reader *reader, const struct place *place)
{
	for (size_t i = 0; i < reader->requirements->files.count; i++)
		if (reader->seen[i].device == place->device &&
			reader->seen[i].inode == place->inode &&
			reader->seen[i].role == place->role)
			return true;
	return false;
}

static void include(struct reader *reader, const struct place *place, enum fileoption_use use,
	const char *value)
{
	_cleanup_free_ char *path = beside(place->path, value);
	struct place file = {.path = path, .role = included_role(place, use), .includer = place};
	struct stat status;
	size_t depth = 0;

	if (strstr(value, "://") || starts_with(value, "file:"))
		bad(place, "only files can be included, not URLs", value);
	if (stat(path, &status) < 0)
		die(errno == ENOENT || errno == ENOTDIR ? EXIT_NO : EXIT_SYSTEM,
			"%s:%zu: cannot include '%s':", place->path, place->line, path);
	if (!S_ISREG(status.st_mode))
		bad(place, "cannot include what is not a regular file", path);
	file.device = status.st_dev;
	file.inode = status.st_ino;
	for (const struct place *above = place; above; above = above->includer, depth++)
		if (above->device == file.device && above->inode == file.inode)
			bad(place, "the file includes itself", path);
	if (depth > REQUIREMENTS_DEPTH)
		bad(place, "files are included too deep", path);
	if (!was_seen(reader, &file))
		read_file(reader, &file);
}

/* --- options --- */

static void add_hash(const struct place *place, const char *value, struct line_options *line)
{
	char *hash = fileoption_hash(value);

	if (!hash)
		bad(place, "not a hash (sha256:, sha384: or sha512: and hexadecimal digits)",
			value);
	stringlist_add(&line->hashes, hash);
}

static void apply(struct reader *reader, const struct place *place, const struct fileoption *kind,
	const char *value, struct line_options *line)
{
	_cleanup_(text_free) struct text text = {0};

	_cleanup_free_ char *counts = kind->has_value ? fileoption_value(kind, value) : xstrdup("");

	text_printf(&text, "  %s%s%s\n", kind->name, kind->has_value ? " " : "", counts);
	switch (kind->use) {
	case USE_HASH:
		add_hash(place, value, line);
		return;
	case USE_REQUIREMENT:
		text_add_string(&line->others, text_string(&text));
		return;
	case USE_EDITABLE:
		if (line->editable)
			bad(place, "only one -e can stand on a line", value);
		line->editable = xstrdup(value);
		return;
	case USE_REQUIREMENTS:
	case USE_CONSTRAINTS:
		line->for_file = true;
		include(reader, place, kind->use, value);
		return;
	case USE_FILE:
		line->for_file = true;
		if (kind->group != GROUP_NONE)
			text_add_string(&reader->groups[kind->group], text_string(&text));
		else
			add_entry(reader, place, xprintf("option\n%s", text_string(&text)));
	}
}

static void read_options(struct reader *reader, const struct place *place, const char *text,
	struct line_options *line)
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
		apply(reader, place, kind, value, line);
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

	/* The last is `.` or `..` itself, perhaps with extras. */
	return starts_with(text, "./") || starts_with(text, "../") || text[0] == '/' ||
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

/* The entry for the requirement TEXT; the caller frees. */
static char *make_entry(const struct place *place, const char *text, struct line_options *line)
{
	_cleanup_(text_free) struct text entry = {0};
	_cleanup_(requirement_free) struct requirement requirement = {0};

	text_printf(&entry, "%s ", roles[place->role]);
	if (line->editable) {
		text_printf(&entry, "--editable %s", line->editable);
	} else if (is_location(text)) {
		text_add_string(&entry, text);
	} else {
		const char *problem = requirement_parse(text, &requirement);

		if (problem)
			bad(place, problem, text);
		requirement_add(&entry, &requirement);
	}
	text_add_char(&entry, '\n');
	stringlist_sort_unique(&line->hashes);
	for (size_t i = 0; i < line->hashes.count; i++)
		text_printf(&entry, "  --hash=%s\n", line->hashes.items[i]);
	text_add_string(&entry, text_string(&line->others));
	return text_take(&entry);
}

static void read_line(struct reader *reader, const struct place *place, char *text)
{
	_cleanup_(line_options_free) struct line_options line = {0};
	char *options = find_options(text), *end = options;

	read_options(reader, place, options, &line);
	if (line.for_file && (end > text || line.editable))
		bad(place, "this option must stand on a line of its own", options);
	if (line.editable && end > text)
		bad(place, "-e must begin its line", text);
	if (end == text && !line.editable) {
		if (line.hashes.count || line.others.length)
			bad(place, "the option belongs behind a requirement", options);
		return;
	}
	while (end > text && strchr(" \t", end[-1]))
		end--;
	*end = '\0';
	add_entry(reader, place, make_entry(place, text, &line));
}

static void read_file(struct reader *reader, struct place *place)
{
	struct stringlist *files = &reader->requirements->files;
	_cleanup_(text_free) struct text line = {0};

	if (files->count >= REQUIREMENTS_FILES)
		die(EXIT_NO, "%s: more than %d files are included", place->path,
			REQUIREMENTS_FILES);
	reader->seen[files->count] = *place;
	stringlist_add(files, xstrdup(place->path));
	_cleanup_(logicallines_free) struct logicallines lines =
		logicallines_read(place->path, REQUIREMENTS_BYTES - reader->bytes);

	reader->bytes += lines.content.length;
	while (logicallines_next(&lines, &line)) {
		place->line = lines.number;
		read_line(reader, place, line.bytes);
	}
}

struct requirements requirements_read(const char *path)
{
	struct requirements requirements = {0};
	_cleanup_free_ struct place *seen = xalloc(REQUIREMENTS_FILES, sizeof *seen);
	struct reader reader = {.requirements = &requirements, .seen = seen};
	struct place place = {.path = path, .role = REQUIREMENT};
	struct stat status;

	if (stat(path, &status) == 0) {
		place.device = status.st_dev;
		place.inode = status.st_ino;
	}
	read_file(&reader, &place);
	for (size_t i = 0; i < GROUP_COUNT; i++) {
		if (reader.groups[i].length)
			add_entry(&reader, &place,
				xprintf("option\n%s", text_string(&reader.groups[i])));
		text_free(&reader.groups[i]);
	}
	stringlist_sort_unique(&requirements.entries);
	return requirements;
}

void requirements_free(struct requirements *requirements)
{
	stringlist_free(&requirements->entries);
	stringlist_free(&requirements->files);
}
