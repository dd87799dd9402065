/* SPDX-License-Identifier: MIT */
#include "pypa/script.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/path.h"

/* The longest `#!` line that every Linux takes, its newline included. */
enum { LONGEST_SHEBANG = 127, MAX_POINTS = 4096 };
static const char magic[] = "#!python";

/* --- reading ----------------------------------------------------------------- */

/* STRING without the blanks around it, which are cut off. */
static char *trim(char *string)
{
	size_t length;

	string += strspn(string, " \t\r\v\f");
	length = strlen(string);
	while (length > 0 && strchr(" \t\r\v\f", string[length - 1]))
		string[--length] = '\0';
	return string;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* The length of a dotted name at the start of STRING, 0 when there is none. */
static size_t dotted(const char *string)
{
	size_t length = 0;

	for (;;) {
		size_t word = length;

		while (is_word(string[word]))
			word++;
		if (word == length)
			return 0;
		if (string[word] != '.')
			return word;
		length = word + 1;
	}
}

/* `[extra1, extra2]`, which nothing looks at any more, or nothing. */
static bool are_extras(const char *string)
{
	string += strspn(string, " \t");
	if (!*string)
		return true;
	return *string == '[' && strcspn(string, "]") + 1 == strlen(string) &&
	       !strchr(string + 1, '[');
}

static struct entry_point take_point(char *line, const char *where)
{
	char *equals = strchr(line, '='), *name = line, *value;

	if (!equals)
		die(EXIT_NO, "%s: '%s' is not NAME = MODULE:FUNCTION", where, line);
	*equals = '\0';
	name = trim(name);
	value = trim(equals + 1);
	if (path_flaw(name) || strpbrk(name, "/ []"))
		die(EXIT_NO, "%s: entry point '%s': the name cannot be a script's", where, name);
	size_t module = dotted(value),
	       function = value[module] == ':' ? dotted(value + module + 1) : 0;

	if (!module || !function || !are_extras(value + module + 1 + function))
		die(EXIT_NO, "%s: entry point %s: '%s' is not MODULE:FUNCTION", where, name, value);
	return (struct entry_point){
		.name = xstrdup(name),
		.module = xstrndup(value, module),
		.function = xstrndup(value + module + 1, function),
	};
}

static struct entry_point *find(const struct entry_points *points, const char *name, size_t length)
{
	for (size_t i = 0; i < points->count; i++)
		if (strlen(points->points[i].name) == length &&
			memcmp(points->points[i].name, name, length) == 0)
			return &points->points[i];
	return NULL;
}

static void append(struct entry_points *points, struct entry_point point)
{
	points->points = xrealloc(points->points, points->count + 1, sizeof point);
	points->points[points->count++] = point;
}

static void free_point(struct entry_point *point)
{
	cleanup_free(&point->name);
	cleanup_free(&point->module);
	cleanup_free(&point->function);
}

/* POINT has the name of FOUND, which it replaces where pip would have it so. Frees what is left. */
static void add_again(struct entry_point *found, struct entry_point point, struct flaws *flaws)
{
	bool same = strcmp(found->module, point.module) == 0 &&
		    strcmp(found->function, point.function) == 0;

	if (same)
		flaws_add(flaws, FLAW_SAME_POINT,
			"entry_points.txt: entry point %s is there twice, and the same",
			point.name);
	else
		flaws_add(flaws, FLAW_OTHER_POINT,
			"entry_points.txt: entry point %s is there twice, as %s:%s and %s:%s",
			point.name, found->module, found->function, point.module, point.function);
	if (point.gui >= found->gui) {
		struct entry_point old = *found;

		*found = point;
		point = old;
	}
	free_point(&point);
}

static void add_point(struct entry_points *points, struct entry_point point, const char *where,
	struct flaws *flaws)
{
	struct entry_point *found = find(points, point.name, strlen(point.name));

	if (points->count == MAX_POINTS)
		die(EXIT_NO, "%s: more than %d entry points", where, MAX_POINTS);
	if (found)
		add_again(found, point, flaws);
	else
		append(points, point);
}

struct entry_points entry_points_parse(
	const struct text *text, const char *where, struct flaws *flaws)
{
	_cleanup_free_ char *copy = xstrdup(text_string(text));
	struct entry_points points = {0};
	char *rest = copy, *line;
	bool wanted = false, gui = false;

	if (text->length != strlen(copy) || !utf8_is_valid(copy))
		die(EXIT_NO, "%s: not UTF-8 text", where);
	while ((line = strsep(&rest, "\n"))) {
		line = trim(line);
		if (!*line || *line == '#')
			continue;
		if (*line == '[' && ends_with(line, "]")) {
			gui = strcmp(line, "[gui_scripts]") == 0;
			wanted = gui || strcmp(line, "[console_scripts]") == 0;
		} else if (wanted) {
			struct entry_point point = take_point(line, where);

			point.gui = gui;
			add_point(&points, point, where, flaws);
		}
	}
	return points;
}

void entry_points_free(struct entry_points *points)
{
	for (size_t i = 0; i < points->count; i++)
		free_point(&points->points[i]);
	cleanup_free(&points->points);
	points->count = 0;
}

/* --- pip's ways -------------------------------------------------------------- */

bool entry_points_replace(const struct entry_points *points, const char *file)
{
	static const char *const suffixes[] = {".exe", "-script.py", ".pya"};
	size_t length = strlen(file);

	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		size_t suffix = strlen(suffixes[i]);

		if (length >= suffix && strcasecmp(file + length - suffix, suffixes[i]) == 0)
			return find(points, file, length - suffix) != NULL;
	}
	return find(points, file, length) != NULL;
}

/* Whether NAME is PROGRAM, or PROGRAM and a version: MAJOR after nothing (when BARE_MAJOR) or
 * MAJOR.MINOR after SEPARATOR. */
static bool is_versioned(
	const char *name, const char *program, const char *separator, bool bare_major)
{
	size_t major, minor;

	if (!starts_with(name, program))
		return false;
	name += strlen(program);
	if (!*name)
		return true;
	if (!starts_with(name, separator))
		return false;
	name += strlen(separator);
	major = strspn(name, "0123456789");
	if (!major || !name[major])
		return major && bare_major;
	minor = name[major] == '.' ? strspn(name + major + 1, "0123456789") : 0;
	return minor && !name[major + 1 + minor];
}

/* Appends POINT's script again under NAME, which is taken over. */
static void append_as(struct entry_points *points, char *name, const struct entry_point *point)
{
	append(points, (struct entry_point){
			       name, xstrdup(point->module), xstrdup(point->function), point->gui});
}

/* PROGRAM, if it is among the points, and its names for MAJOR and MINOR take the place of all its
 * versions.
 */
static void adapt(struct entry_points *points, const char *program, const char *separator,
	bool bare_major, unsigned major, unsigned minor)
{
	const struct entry_point *found = find(points, program, strlen(program));
	struct entry_points old = *points;

	if (!found)
		return;
	*points = (struct entry_points){0};
	append_as(points, xstrdup(program), found);
	append_as(points, xprintf("%s%s%u.%u", program, separator, major, minor), found);
	if (bare_major)
		append_as(points, xprintf("%s%s%u", program, separator, major), found);
	for (size_t i = 0; i < old.count; i++)
		if (!is_versioned(old.points[i].name, program, separator, bare_major))
			append_as(points, xstrdup(old.points[i].name), &old.points[i]);
	entry_points_free(&old);
}

void entry_points_adapt(struct entry_points *points, unsigned major, unsigned minor)
{
	adapt(points, "pip", "", true, major, minor);
	adapt(points, "easy_install", "-", false, major, minor);
}

/* --- the scripts themselves -------------------------------------------------- */

static void add_shebang(struct text *out, const char *interpreter)
{
	bool blank = strchr(interpreter, ' ') != NULL;
	const char *quote = blank ? "\"" : "";

	if (!blank && strlen("#!") + strlen(interpreter) + strlen("\n") <= LONGEST_SHEBANG)
		text_printf(out, "#!%s\n", interpreter);
	else /* a string to Python, a command to the shell */
		text_printf(out, "#!/bin/sh\n'''exec' %s%s%s \"$0\" \"$@\"\n' '''\n", quote,
			interpreter, quote);
}

struct text script_text(const struct entry_point *point, const char *interpreter)
{
	struct text text = {0};

	add_shebang(&text, interpreter);
	text_printf(&text,
		"import sys\n"
		"from %s import %.*s\n"
		"if __name__ == '__main__':\n"
		"    sys.argv[0] = sys.argv[0].removesuffix('.exe')\n"
		"    sys.exit(%s())\n",
		point->module, (int)strcspn(point->function, "."), point->function,
		point->function);
	return text;
}

bool script_is_adaptable(const void *bytes, size_t length)
{
	return length >= SCRIPT_MAGIC && memcmp(bytes, magic, SCRIPT_MAGIC) == 0;
}

void script_adapt(struct text *script, const char *interpreter)
{
	const char *newline = memchr(script->bytes, '\n', script->length);
	size_t first = newline ? (size_t)(newline + 1 - script->bytes) : script->length;
	struct text adapted = {0};

	text_printf(&adapted, "#!%s\n", interpreter);
	text_add(&adapted, script->bytes + first, script->length - first);
	text_free(script);
	*script = adapted;
}
