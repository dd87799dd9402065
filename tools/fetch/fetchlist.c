/* SPDX-License-Identifier: MIT */
#include "fetch/fetchlist.h"

#include <inttypes.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

enum {
	MAX_LIST = 8 << 20, /* bytes */
	MIN_LINE = 70,      /* the shortest that is a file's: `<64 digits> - f u` */
	MAX_FILENAME = 255,
	MAX_URLS = 32,
};

struct place {
	const char *path;
	size_t line;
};

static uint64_t read_size(const char *field, const struct place *place)
{
	char *end;

	if (strcmp(field, "-") == 0)
		return FETCHLIST_UNKNOWN;
	uint64_t size = strtoull(field, &end, 10);
	if (*end || *field < '0' || *field > '9' || strlen(field) > 18 || size > FETCHLIST_MAX_SIZE)
		die(EXIT_NO, "%s:%zu: '%.100s' is not a size", place->path, place->line, field);
	return size;
}

bool fetchlist_filename_is_good(const char *name)
{
	size_t length = strlen(name);

	if (length == 0 || length > MAX_FILENAME || *name == '.')
		return false;
	for (const unsigned char *c = (const unsigned char *)name; *c; c++)
		if (*c <= ' ' || *c == 0x7f || *c == '/')
			return false;
	return true;
}

static char *next_field(char **rest)
{
	char *field;

	do
		field = strsep(rest, " \t");
	while (field && !*field);
	return field;
}

static void add_url(struct fetchlist_file *file, const char *url)
{
	for (size_t i = 0; i < file->url_count; i++)
		if (strcmp(file->urls[i], url) == 0)
			return;
	if (file->url_count == MAX_URLS)
		return;
	if ((file->url_count & (file->url_count + 1)) == 0)
		file->urls = xrealloc(file->urls, 2 * file->url_count + 1, sizeof *file->urls);
	file->urls[file->url_count++] = url;
}

static struct fetchlist_file parse_line(char *line, const struct place *place)
{
	struct fetchlist_file file = {0};
	const char *digest = next_field(&line), *size = next_field(&line), *url;

	file.filename = next_field(&line);
	if (!digest_parse(digest, &file.digest))
		die(EXIT_NO, "%s:%zu: '%.100s' is not a sha256", place->path, place->line, digest);
	if (!size || !file.filename)
		die(EXIT_NO, "%s:%zu: wanted: sha256 size filename url", place->path, place->line);
	file.size = read_size(size, place);
	if (!fetchlist_filename_is_good(file.filename))
		die(EXIT_NO, "%s:%zu: '%.300s' is not a filename", place->path, place->line,
			file.filename);
	while ((url = next_field(&line)))
		add_url(&file, url);
	if (!file.url_count)
		die(EXIT_NO, "%s:%zu: %s: no URL", place->path, place->line, file.filename);
	return file;
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct fetchlist_file *)a)->digest.hex,
		((const struct fetchlist_file *)b)->digest.hex);
}

/* FILE has the same content as FIRST, which takes over what only FILE knows. */
static void join(
	struct fetchlist_file *first, struct fetchlist_file *file, const struct place *place)
{
	if (first->size == FETCHLIST_UNKNOWN)
		first->size = file->size;
	else if (file->size != FETCHLIST_UNKNOWN && file->size != first->size)
		die(EXIT_NO,
			"%s:%zu: %s: size %" PRIu64 ", but %" PRIu64 " for the same sha256 above",
			place->path, place->line, file->filename, file->size, first->size);
	for (size_t i = 0; i < file->url_count; i++)
		add_url(first, file->urls[i]);
}

static void keep(void *node)
{
	(void)node;
}

struct fetchlist fetchlist_read(const char *path)
{
	struct text text = file_read(path, MAX_LIST);
	size_t length = text.length;
	struct fetchlist list = {.text = text_take(&text)};
	struct place place = {strcmp(path, "-") == 0 ? "standard input" : path, 0};
	char *rest = list.text, *line;
	void *seen = NULL;

	if (strlen(list.text) != length)
		die(EXIT_NO, "%s: a NUL byte in a list", place.path);
	list.files = xalloc(length / MIN_LINE + 1, sizeof *list.files);
	while ((line = strsep(&rest, "\n"))) {
		struct fetchlist_file *file = &list.files[list.count], **first;

		place.line++;
		line += strspn(line, " \t");
		if (!*line || *line == '#')
			continue;
		*file = parse_line(line, &place);
		list.count++;
		if (!(first = tsearch(file, &seen, compare)))
			die(EXIT_SYSTEM, "out of memory");
		file->first = *first;
		if (file->first != file)
			join(file->first, file, &place);
	}
	tdestroy(seen, keep);
	return list;
}

void fetchlist_free(struct fetchlist *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->files[i].urls);
	cleanup_free(&list->files);
	cleanup_free(&list->text);
	list->count = 0;
}

void fetchlist_add_line(struct text *out, const struct digest *digest, uint64_t size,
	const char *filename, const char *const *urls, size_t url_count)
{
	text_add_string(out, digest->hex);
	if (size == FETCHLIST_UNKNOWN)
		text_add_string(out, " -");
	else
		text_printf(out, " %" PRIu64, size);
	text_printf(out, " %s", filename);
	for (size_t i = 0; i < url_count; i++)
		text_printf(out, " %s", urls[i]);
	text_add_char(out, '\n');
}
