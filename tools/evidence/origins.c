/* SPDX-License-Identifier: MIT */
#include "evidence/origins.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

enum { LARGEST = 16 << 20, MOST_WORDS = 4 };

static const char *const kinds[] = {
	[ORIGIN_WHEEL] = "wheel", [ORIGIN_LIST] = "list", [ORIGIN_BASE] = "base"};

/* Splits LINE into WORDS, at most MOST_WORDS; returns how many there are. */
static size_t split(char *line, char *words[static MOST_WORDS])
{
	size_t count = 0;

	for (char *word; (word = strsep(&line, " ")) != NULL; count++)
		if (count < MOST_WORDS)
			words[count] = word;
	return count;
}

/* Whether COUNT words are an origin, which is put into ORIGIN. */
static bool take(struct origin *origin, char *const *words, size_t count)
{
	bool is_wheel = count > 0 && strcmp(words[0], kinds[ORIGIN_WHEEL]) == 0;
	bool compiled = is_wheel && count == 4 && strcmp(words[3], "pyc") == 0;

	*origin = (struct origin){.kind = is_wheel ? ORIGIN_WHEEL
					  : count > 0 && strcmp(words[0], kinds[ORIGIN_LIST]) == 0
						  ? ORIGIN_LIST
						  : ORIGIN_BASE,
		.compiled = compiled};
	if (count != (is_wheel ? 3 + (size_t)compiled : 2) ||
		strcmp(words[0], kinds[origin->kind]) != 0 ||
		!digest_parse(words[1], &origin->digest))
		return false;
	if (is_wheel)
		origin->filename = xstrdup(words[2]);
	return !is_wheel || *words[2];
}

struct origins origins_read(const char *path)
{
	_cleanup_(text_free) struct text text = file_read(path, LARGEST);
	struct origins origins = {0};
	size_t number = 0;

	if (text.length != strlen(text_string(&text)))
		die(EXIT_NO, "%s: a NUL", path);
	for (char *rest = text.bytes, *line; (line = strsep(&rest, "\n")) != NULL;) {
		char *words[MOST_WORDS] = {0};

		number++;
		if (!*line)
			continue;
		origins.list = xrealloc(origins.list, origins.count + 1, sizeof *origins.list);
		if (!take(&origins.list[origins.count++], words, split(line, words)))
			die(EXIT_NO,
				"%s: line %zu: not `wheel SHA256 FILENAME [pyc]`, `list "
				"SHA256` or `base SHA256`",
				path, number);
	}
	return origins;
}

void origins_free(struct origins *origins)
{
	for (size_t i = 0; i < origins->count; i++)
		cleanup_free(&origins->list[i].filename);
	cleanup_free(&origins->list);
	origins->count = 0;
}

bool origins_have_base(const struct origins *origins, const struct digest *layer)
{
	for (size_t i = 0; i < origins->count; i++)
		if (origins->list[i].kind == ORIGIN_BASE &&
			digest_equal(&origins->list[i].digest, layer))
			return true;
	return false;
}
