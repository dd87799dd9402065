/* SPDX-License-Identifier: MIT */
#include "elf/ldsoconf.h"

#include <ctype.h>
#include <fnmatch.h>
#include <string.h>
#include <strings.h>

#include "lib/cleanup.h"
#include "lib/die.h"

/* Files that are read and directories that are listed, together; and lines that name a directory.
 */
enum { MAX_STEPS = 512, MAX_DIRECTORIES = 4096, MAX_PATTERNS = 4096, MAX_PATH = 4095 };

struct reader {
	const struct ldsoconf_files *files;
	const char *first;
	struct stringlist directories;
	struct stringlist seen; /* files that were read, or are */
	unsigned steps, patterns;
};

static void count_step(struct reader *reader)
{
	if (++reader->steps > MAX_STEPS)
		die(EXIT_NO, "%s: includes more than %d files and directories", reader->first,
			MAX_STEPS);
}

static void read_file(struct reader *reader, const char *path);

/* --- patterns ---------------------------------------------------------------- */

/* Adds the paths that begin with the directory DONE ("" for the root), whose rest PATTERN matches.
 * Whether the last of them exists is not asked when it has no wildcard: who reads it will see. */
static void expand(
	struct reader *reader, const char *done, const char *pattern, struct stringlist *paths)
{
	pattern += strspn(pattern, "/");
	size_t length = strcspn(pattern, "/");
	_cleanup_free_ char *part = xstrndup(pattern, length);
	const char *rest = pattern + length + strspn(pattern + length, "/");
	_cleanup_(stringlist_free) struct stringlist names = {0};

	if (length == 0 || strlen(done) + length > MAX_PATH)
		return;
	if (!strpbrk(part, "*?[\\")) {
		stringlist_add(&names, steal(&part));
	} else {
		reader->files->list(reader->files->context, *done ? done : "/", &names);
		if (names.count > 0)
			count_step(reader);
	}
	for (size_t i = 0; i < names.count; i++) {
		if (part && fnmatch(part, names.items[i], FNM_PERIOD) != 0)
			continue;
		char *path = xprintf("%s/%s", done, names.items[i]);

		if (*rest)
			expand(reader, path, rest, paths);
		else
			stringlist_add(paths, xstrdup(path));
		free(path);
	}
}

static void include(struct reader *reader, const char *pattern, const char *from)
{
	if (++reader->patterns > MAX_PATTERNS)
		die(EXIT_NO, "%s: includes more than %d patterns", reader->first, MAX_PATTERNS);
	_cleanup_(stringlist_free) struct stringlist paths = {0};
	int directory = *pattern == '/' ? 0 : (int)(strrchr(from, '/') - from);
	_cleanup_free_ char *whole = xprintf("%.*s/%s", directory, from, pattern);

	expand(reader, "", whole, &paths);
	stringlist_sort_unique(&paths);
	for (size_t i = 0; i < paths.count; i++)
		read_file(reader, paths.items[i]);
}

/* --- lines ------------------------------------------------------------------- */

static void add_directory(struct reader *reader, const char *line)
{
	size_t length = strcspn(line, "=");

	while (length > 0 && isspace((unsigned char)line[length - 1]))
		length--;
	while (length > 0 && line[length - 1] == '/')
		length--;
	if (length == 0)
		return;
	if (reader->directories.count == MAX_DIRECTORIES)
		die(EXIT_NO, "%s: names more than %d directories", reader->first, MAX_DIRECTORIES);
	stringlist_add(&reader->directories, xstrndup(line, length));
}

static void read_line(struct reader *reader, char *line, const char *path)
{
	line[strcspn(line, "#")] = '\0';
	while (isspace((unsigned char)*line))
		line++;
	if (strncmp(line, "include", strlen("include")) == 0 && isblank((unsigned char)line[7])) {
		char *words = line + strlen("include "), *word;

		while ((word = strsep(&words, " \t")))
			if (*word)
				include(reader, word, path);
	} else if (strncasecmp(line, "hwcap", strlen("hwcap")) != 0 ||
		   !isblank((unsigned char)line[5])) {
		add_directory(reader, line);
	}
}

static void read_file(struct reader *reader, const char *path)
{
	for (size_t i = 0; i < reader->seen.count; i++)
		if (strcmp(reader->seen.items[i], path) == 0)
			return;
	_cleanup_free_ char *content = reader->files->read(reader->files->context, path);
	char *rest = content, *line;

	if (!content)
		return;
	count_step(reader);
	stringlist_add(&reader->seen, xstrdup(path));
	while ((line = strsep(&rest, "\n")))
		read_line(reader, line, path);
}

struct stringlist ldsoconf_directories(const struct ldsoconf_files *files, const char *path)
{
	struct reader reader = {.files = files, .first = path};

	read_file(&reader, path);
	stringlist_free(&reader.seen);
	return reader.directories;
}
