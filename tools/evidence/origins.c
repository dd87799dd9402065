/* SPDX-License-Identifier: MIT */
#include "evidence/origins.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

enum { LARGEST = 16 << 20, MOST_WORDS = 4, KINDS = ORIGIN_KNOWN + 1 };

static const char *const kinds[] = {[ORIGIN_WHEEL] = "wheel",
	[ORIGIN_LIST] = "list",
	[ORIGIN_BASE] = "base",
	[ORIGIN_KNOWN] = "known"};

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
	size_t kind = 0;

	while (count > 0 && kind < KINDS && strcmp(words[0], kinds[kind]) != 0)
		kind++;
	bool is_wheel = kind == ORIGIN_WHEEL;
	bool compiled = is_wheel && count == 4 && strcmp(words[3], "pyc") == 0;

	if (kind == KINDS || count != (is_wheel ? 3 + (size_t)compiled : 2) ||
		!digest_parse(words[1], &origin->digest))
		return false;
	origin->kind = (enum origin_kind)kind;
	origin->compiled = compiled;
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
		origins.list[origins.count] = (struct origin){0};
		if (!take(&origins.list[origins.count++], words, split(line, words)))
			die(EXIT_NO,
				"%s: line %zu: not `wheel SHA256 FILENAME [pyc]`, `list "
				"SHA256`, `base SHA256` or `known SHA256`",
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

bool origins_have_layer(const struct origins *origins, const struct digest *layer)
{
	for (size_t i = 0; i < origins->count; i++)
		if ((origins->list[i].kind == ORIGIN_BASE ||
			    origins->list[i].kind == ORIGIN_KNOWN) &&
			digest_equal(&origins->list[i].digest, layer))
			return true;
	return false;
}

size_t origins_known(const struct origins *origins)
{
	size_t count = 0;

	for (size_t i = 0; i < origins->count; i++)
		count += origins->list[i].kind == ORIGIN_KNOWN;
	return count;
}
