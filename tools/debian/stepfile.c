/* SPDX-License-Identifier: MIT */
#include "debian/stepfile.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/machine.h"

enum { MAX_FILE = 4 << 20 };

/* The words with which lines begin, and how many follow; some stand outside of packages. */
static const struct verb {
	const char *name;
	size_t words;
	bool outside;
} verbs[] = {
	{"merge", 1, true},
	{"known", 1, true},
	{"package", 1, true},
	{"script", 2, false},
	{"trigger", 1, false},
	{"update-alternatives", 0, false},
	{"directory", 3, false},
	{"file", 3, false},
	{"copy", 2, false},
	{"link", 2, false},
	{"relink", 2, false},
	{"divert", 2, false},
	{"ldconfig", 1, false},
	{"update-ca-certificates", 0, false},
	{"update-shells", 0, false},
	{"omit", 1, false},
};

bool step_is(const struct step *step, const char *verb)
{
	return strcmp(step->verb, verb) == 0;
}

/* Takes the next word off *REST; the LAST one is all that is left. NULL when there is none. */
static char *next_word(char **rest, bool last)
{
	*rest += strspn(*rest, " \t");
	char *word = *rest;
	size_t length = last ? strlen(word) : strcspn(word, " \t");

	*rest += length;
	if (**rest)
		*(*rest)++ = '\0';
	return length ? word : NULL;
}

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; name && i < sizeof verbs / sizeof *verbs; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

static void read_words(struct step *step, size_t words, char *line)
{
	for (size_t i = 0; i < words; i++) {
		const char *word = next_word(&line, i + 1 == words);

		if (!word)
			die(EXIT_NO, "%s:%zu: %s: %zu words must follow", step->path, step->line,
				step->verb, words);
		step->words[i] = xstrdup(word);
	}
	if (next_word(&line, true))
		die(EXIT_NO, "%s:%zu: %s: only %zu words may follow", step->path, step->line,
			step->verb, words);
}

/* Makes STEP, which is `package NAME[:ARCH]`, the first of that package. */
static void begin_package(struct step *step)
{
	char *colon = strchr(step->words[0], ':');

	step->package = step->words[0];
	step->architecture = colon ? colon + 1 : NULL;
	if (!colon)
		return;
	*colon = '\0';
	if (!machine_find(step->architecture))
		die(EXIT_NO, "%s:%zu: package: '%s' is no architecture", step->path, step->line,
			step->architecture);
}

static void add_step(struct stepfile *file, const struct step *step)
{
	if (!file->steps || (file->count & (file->count + 1)) == 0)
		file->steps = xrealloc(file->steps, 2 * file->count + 1, sizeof *file->steps);
	file->steps[file->count++] = *step;
}

/* LAST is the step of the line before it, or NULL. */
static void read_step(
	struct stepfile *file, const struct step *last, const char *path, size_t number, char *line)
{
	const char *name = next_word(&line, false);
	const struct verb *verb = find_verb(name);

	if (!verb)
		die(EXIT_NO, "%s:%zu: '%s' is not a step", path, number, name);
	struct step step = {.verb = verb->name, .path = path, .line = number};

	read_words(&step, verb->words, line);
	if (last) {
		step.package = last->package;
		step.architecture = last->architecture;
	}
	if (step.words[0] && step_is(&step, "package"))
		begin_package(&step);
	if (!step.package && !verb->outside)
		die(EXIT_NO, "%s:%zu: %s: no package was named before it", path, number, step.verb);
	add_step(file, &step);
}

static void read_line(struct stepfile *file, const char *path, size_t number, char *line)
{
	struct step *last = file->count ? &file->steps[file->count - 1] : NULL;

	if (last && last->path != path)
		last = NULL;
	line += strspn(line, " \t");
	if (*line == '\0' || *line == '#')
		return;
	if (*line != '|') {
		read_step(file, last, path, number, line);
		return;
	}
	if (!last || !step_is(last, "file"))
		die(EXIT_NO, "%s:%zu: content, but no file before it", path, number);
	text_printf(&last->content, "%s\n", line + 1);
}

void stepfile_read(struct stepfile *file, const char *path)
{
	struct text text = file_read(path, MAX_FILE);
	_cleanup_free_ char *content = text_take(&text);
	char *rest = content, *line;

	for (size_t number = 1; (line = strsep(&rest, "\n")); number++)
		read_line(file, path, number, line);
}

void stepfile_free(struct stepfile *file)
{
	for (size_t i = 0; i < file->count; i++) {
		for (size_t j = 0; j < STEP_WORDS; j++)
			free(file->steps[i].words[j]);
		text_free(&file->steps[i].content);
	}
	cleanup_free(&file->steps);
	file->count = 0;
}
