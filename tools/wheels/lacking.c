/* SPDX-License-Identifier: MIT */
#include "wheels/lacking.h"

#include <ctype.h>
#include <regex.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/text.h"

enum { LINES = 200, LONGEST_LINE = 4096, GROUPS = 10 };

#define WORD "[A-Za-z0-9][A-Za-z0-9._+-]*"
#define NAME "(" WORD ")"

/* The groups of a pattern that may hold the name end with a 0; PATH has its place in the path. */
static const struct kind {
	const char *what, *pattern, *before, *after;
	int names[GROUPS];
} kinds[] = {
	{"header", "error: '?((" WORD "/)*" WORD ")'?( file not found|: No such file)", "include/",
		"", {1}},
	{"library",
		"(cannot find|unable to find( library| dynamic system library)?) (-l|[\"'])" NAME,
		"lib", ".so", {4}},
	{"pkg-config file",
		"(Package|Dependency|No package) ['\"]?" NAME "['\"]?,? (was )?(not )?found",
		"lib/pkgconfig/", ".pc", {2}},
	{"program",
		"No such file or directory: '" NAME "'|" NAME ": (command )?not found|" NAME
		" (executable|program|command) (was )?not found|"
		"([Pp]rogram|command) '?" NAME "'? not found",
		"bin/", "", {1, 2, 4, 8}},
};
enum { PROGRAM = 3, KINDS = 4 };

/* Where the last LINES lines begin. */
static const char *last_lines(const char *log, size_t length)
{
	const char *begin = log + length;

	if (begin > log && begin[-1] == '\n')
		begin--;
	for (int lines = 0; begin > log; begin--)
		if (begin[-1] == '\n' && ++lines == LINES)
			break;
	return begin;
}

/* The name is taken over from NAME, which had that of an earlier match. */
static void take_name(
	const struct kind *kind, const char *line, const regmatch_t *match, char **name)
{
	for (const int *group = kind->names; *group; group++) {
		const regmatch_t *found = &match[*group];

		if (found->rm_so >= 0) {
			free(*name);
			*name = xstrndup(
				line + found->rm_so, (size_t)(found->rm_eo - found->rm_so));
			return;
		}
	}
}

/* Sets NAME to that of the last match in LINE, if there is one. */
static void search_line(
	const struct kind *kind, const regex_t *regex, const char *line, size_t length, char **name)
{
	regmatch_t match[GROUPS] = {{.rm_so = 0, .rm_eo = (regoff_t)length}};

	while (regexec(regex, line, GROUPS, match, REG_STARTEND) == 0) {
		take_name(kind, line, match, name);
		match[0] = (regmatch_t){.rm_so = match[0].rm_eo, .rm_eo = (regoff_t)length};
	}
}

static char *search(const struct kind *kind, const char *begin, const char *end)
{
	regex_t regex;
	char *name = NULL;

	if (regcomp(&regex, kind->pattern, REG_EXTENDED) != 0)
		die(EXIT_SYSTEM, "'%s' is not a pattern", kind->pattern);
	while (begin < end) {
		const char *newline = memchr(begin, '\n', (size_t)(end - begin));
		size_t length = (size_t)((newline ? newline : end) - begin);

		search_line(
			kind, &regex, begin, length < LONGEST_LINE ? length : LONGEST_LINE, &name);
		begin += length + 1;
	}
	regfree(&regex);
	return name;
}

bool lacking_find(const char *log, size_t length, struct lacking *lacking)
{
	const char *begin = last_lines(log, length);

	*lacking = (struct lacking){0};
	for (int i = 0; i < KINDS && !lacking->name; i++) {
		const struct kind *kind = &kinds[i];

		lacking->name = search(kind, begin, log + length);
		if (!lacking->name)
			continue;
		lacking->what = kind->what;
		lacking->is_program = i == PROGRAM;
		lacking->path = xprintf("%s%s%s", kind->before, lacking->name, kind->after);
	}
	return lacking->name;
}

/* Letters of other scripts may be in it. */
static bool is_of_name(unsigned char c)
{
	return isalnum(c) || c == '_' || c >= 0x80;
}

char *lacking_module(const char *log)
{
	static const char says[] = "ModuleNotFoundError: No module named '";
	const char *name = NULL;
	size_t length = 0;

	for (const char *at = log; (at = strstr(at, says)) != NULL;) {
		size_t word = 0;

		at += sizeof says - 1;
		while (is_of_name((unsigned char)at[word]))
			word++;
		if (word > 0) {
			name = at;
			length = word;
		}
	}
	return name ? xstrndup(name, length) : NULL;
}

void lacking_free(struct lacking *lacking)
{
	cleanup_free(&lacking->name);
	cleanup_free(&lacking->path);
}
