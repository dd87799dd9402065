/* SPDX-License-Identifier: MIT */
#include "layers/newrecord.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

/* --- rows -------------------------------------------------------------------- */

/* PATH as seen from the directory SITE. */
static char *relative(const char *path, const char *site)
{
	struct text text = {0};
	size_t common = 0;

	for (size_t i = 0; path[i] && path[i] == site[i]; i++)
		if (path[i] == '/')
			common = i + 1;
	for (const char *c = site + common; *c; c++)
		if (*c == '/')
			text_add_string(&text, "../");
	text_add_string(&text, path + common);
	return text_take(&text);
}

struct line {
	const char *path;
	char *owned; /* the path, when it is not the file's name */
	const char *tail;
	const struct installed *file; /* the installed file; NULL for a row that stands for none */
};

/* The path in the image that RECORD has for FILE. */
static char *recorded_path(const struct environment *to, const struct installed *file)
{
	_cleanup_free_ char *path = installed_path(file);

	if (!file->over_link)
		return steal(&path);
	return xprintf("%slib64/%s", to->prefix, path + strlen(to->prefix) + strlen("lib/"));
}

static struct line line_of(const struct environment *to, const struct installed *file)
{
	if (file->root == to->site && !file->over_link)
		return (struct line){.path = file->name, .tail = file->tail, .file = file};
	_cleanup_free_ char *path = recorded_path(to, file);
	char *owned = relative(path, to->site);

	return (struct line){.path = owned, .owned = owned, .tail = file->tail, .file = file};
}

static int by_path(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	return order || !x->tail || !y->tail ? order : strcmp(x->tail, y->tail);
}

/* --- rows that the wheel has besides ------------------------------------------ */

/* Takes the last component off TEXT, unless it is empty or `..`. Returns whether that was so. */
static bool take_component(struct text *text)
{
	const char *slash = strrchr(text_string(text), '/'),
		   *last = slash ? slash + 1 : text_string(text);

	if (!text->bytes || !*last || strcmp(last, "..") == 0)
		return false;
	text->length = slash ? (size_t)(slash - text->bytes) : 0;
	text->bytes[text->length] = '\0';
	return true;
}

/* PATH without components that are empty, `.`, or taken back by `..`; an absolute one stays
 * absolute. */
static char *squeezed(const char *path)
{
	struct text text = {0};

	if (*path == '/')
		text_add_char(&text, '/');
	for (size_t length; *path; path += length + (path[length] == '/')) {
		length = strcspn(path, "/");
		if (length == 0 || (length == 1 && *path == '.') ||
			(length == 2 && strncmp(path, "..", 2) == 0 && take_component(&text)))
			continue;
		if (text.length > 0)
			text_add_char(&text, '/');
		text_add(&text, path, length);
	}
	return text_take(&text);
}

/* Whether there is, among the sorted LINES, a file at PATH, or one in a directory of that name. */
static bool is_there(const struct line *lines, size_t count, const char *path)
{
	_cleanup_free_ char *squeezed_path = squeezed(path);
	size_t length = strlen(squeezed_path), low = 0, high = count;

	for (int directory = 0; directory < 2; directory++, high = count) {
		_cleanup_free_ char *wanted = xprintf("%s%s", squeezed_path, directory ? "/" : "");

		while (low < high) {
			size_t middle = low + (high - low) / 2;

			if (strcmp(lines[middle].path, wanted) < 0)
				low = middle + 1;
			else
				high = middle;
		}
		if (length > 0 && low < count && starts_with(lines[low].path, wanted) &&
			(directory || !lines[low].path[length]))
			return true;
	}
	return false;
}

/* The line's tail, which TAILS owns. */
static void set_tail(struct line *line, struct stringlist *tails)
{
	struct text row = {0};

	record_add(&row, "", &line->file->hash, installed_size(line->file));
	stringlist_add(tails, xstrndup(row.bytes + 1, row.length - strlen(",\r\n")));
	line->tail = tails->items[tails->count - 1];
	text_free(&row);
}

/* Adds rows of the old RECORD that stand for no file of their own: those of directories, and second
 * ones. LINES has room for them. Returns how many there are then, sorted; equal ones are there
 * once. */
static size_t add_extra_lines(
	const struct wheel *wheel, struct line *lines, size_t count, struct stringlist *tails)
{
	size_t all = count, kept = 0;

	for (size_t i = 0; i < wheel->extra_count; i++)
		if (is_there(lines, count, wheel->extra[i].path))
			lines[all++] = (struct line){
				.path = wheel->extra[i].path, .tail = wheel->extra[i].tail};
	if (all == count)
		return count;
	for (size_t i = 0; i < count; i++)
		if (!lines[i].tail)
			set_tail(&lines[i], tails);
	qsort(lines, all, sizeof *lines, by_path);
	for (size_t i = 0; i < all; i++) {
		if (kept == 0 || by_path(&lines[kept - 1], &lines[i]) != 0)
			lines[kept++] = lines[i];
		else
			free(lines[i].owned);
	}
	return kept;
}

static void add_line(struct text *record, const struct line *line)
{
	if (line->tail)
		record_add_tail(record, line->path, line->tail);
	else
		record_add(record, line->path, &line->file->hash, installed_size(line->file));
}

/* Whether a wheel has the same file twice, as in purelib and platlib: then there is one row. */
static bool is_double(const struct line *a, const struct line *b)
{
	if (strcmp(a->path, b->path) != 0 || !a->tail != !b->tail)
		return false;
	if (a->tail)
		return strcmp(a->tail, b->tail) == 0;
	return installed_size(a->file) == installed_size(b->file) &&
	       record_hash_equal(&a->file->hash, &b->file->hash);
}

/* --- RECORD ------------------------------------------------------------------ */

struct text newrecord_of(const struct wheel *wheel, const struct installed *files, size_t count,
	const struct environment *to)
{
	_cleanup_free_ struct line *lines = xalloc(count + wheel->extra_count, sizeof *lines);
	_cleanup_(stringlist_free) struct stringlist tails = {0};
	struct text record = {0};

	for (size_t i = 0; i < count; i++)
		lines[i] = line_of(to, &files[i]);
	qsort(lines, count, sizeof *lines, by_path);
	count = add_extra_lines(wheel, lines, count, &tails);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || !is_double(&lines[i - 1], &lines[i]))
			add_line(&record, &lines[i]);
	for (size_t i = 0; i < count; i++)
		free(lines[i].owned);
	return record;
}
