/* SPDX-License-Identifier: MIT */
#include "records/layerrows.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

enum {
	LARGEST = 4 << 20, /* bytes of the file */
	KEY_IN_NAME = 12,  /* digits of a key in a file's name */
};

static const char comment[] = "# What is known of the image's layers; commit it. `make image` and "
			      "`make verify` write it.\n"
			      "# name, key, digest, diffID, size, uncompressed size, record\n";

void layer_lock_free(struct layer_lock *lock)
{
	for (size_t i = 0; i < lock->count; i++)
		free(lock->rows[i].name);
	cleanup_free(&lock->rows);
	lock->count = 0;
}

void layer_lock_add(struct layer_lock *lock, const struct layer_row *row)
{
	lock->rows = xrealloc(lock->rows, lock->count + 1, sizeof *lock->rows);
	lock->rows[lock->count++] = *row;
}

/* --- from the file ------------------------------------------------------- */

static bool take_digest(const char *word, const char *prefix, struct digest *digest)
{
	size_t length = strlen(prefix);

	return strncmp(word, prefix, length) == 0 && strlen(word) == length + 64 &&
	       strspn(word + length, "0123456789abcdef") == 64 &&
	       digest_parse(word + length, digest);
}

static bool take_size(const char *word, int64_t *size)
{
	size_t length = strspn(word, "0123456789");

	errno = 0;
	*size = length > 0 && !word[length] ? strtoll(word, NULL, 10) : -1;
	return *size >= 0 && errno == 0;
}

static bool is_unknown(const char *word)
{
	return strcmp(word, "-") == 0;
}

/* Whether LINE is a row. ROW has no name before. */
static bool take_row(char *line, struct layer_row *row)
{
	char *words[7], *word;
	size_t count = 0;
	int64_t size;

	while ((word = strsep(&line, " ")) && count < 7)
		words[count++] = word;
	if (word || count != 7 || !*words[0] ||
		strspn(words[0], "abcdefghijklmnopqrstuvwxyz0123456789._-") != strlen(words[0]) ||
		!take_digest(words[1], "", &row->key) ||
		!take_digest(words[2], "sha256:", &row->digest) ||
		!take_digest(words[3], "sha256:", &row->diff_id) || !take_size(words[4], &size))
		return false;
	row->size = (uint64_t)size;
	if (!take_size(words[5], &row->uncompressed_size) && !is_unknown(words[5]))
		return false;
	if (!take_digest(words[6], "sha256:", &row->record) && !is_unknown(words[6]))
		return false;
	row->name = xstrdup(words[0]);
	return true;
}

static int by_name(const void *a, const void *b)
{
	const struct layer_row *first = a, *second = b;
	int order = strcmp(first->name, second->name);

	return order ? order : strcmp(first->key.hex, second->key.hex);
}

/* A merge may leave two rows of one layer: they are the same, or nobody knows which is right. */
static void check_twins(const struct layer_lock *lock, const char *path)
{
	for (size_t i = 1; i < lock->count; i++) {
		const struct layer_row *row = &lock->rows[i], *before = row - 1;

		if (by_name(row, before) == 0 &&
			!(digest_equal(&row->digest, &before->digest) &&
				digest_equal(&row->diff_id, &before->diff_id)))
			die(EXIT_NO,
				"%s: two rows of %s for the same key, sha256:%s and sha256:%s: "
				"remove one",
				path, row->name, before->digest.hex, row->digest.hex);
	}
}

struct layer_lock layer_lock_read(const char *path)
{
	struct layer_lock lock = {0};

	if (access(path, F_OK) < 0 && errno == ENOENT)
		return lock;
	_cleanup_(text_free) struct text text = file_read(path, LARGEST);
	char *rest = text.bytes, *line;
	size_t number = 0;

	if (strlen(text_string(&text)) != text.length)
		die(EXIT_NO, "%s: it has a NUL", path);
	while (rest && (line = strsep(&rest, "\n"))) {
		struct layer_row row = {0};

		number++;
		if (line[0] == '#' || (!line[0] && !rest))
			continue;
		if (!take_row(line, &row))
			die(EXIT_NO,
				"%s:%zu: not a row of layers: remove the file and run `make image "
				"verify`, which write it again",
				path, number);
		layer_lock_add(&lock, &row);
	}
	if (lock.count > 0)
		qsort(lock.rows, lock.count, sizeof *lock.rows, by_name);
	check_twins(&lock, path);
	return lock;
}

const struct layer_row *layer_lock_find(
	const struct layer_lock *lock, const char *name, const struct digest *key)
{
	for (size_t i = 0; i < lock->count; i++)
		if (strcmp(lock->rows[i].name, name) == 0 && digest_equal(&lock->rows[i].key, key))
			return &lock->rows[i];
	return NULL;
}

/* --- into the file ------------------------------------------------------- */

static void add_row(struct text *text, const struct layer_row *row)
{
	text_printf(text, "%s %s sha256:%s sha256:%s %" PRIu64, row->name, row->key.hex,
		row->digest.hex, row->diff_id.hex, row->size);
	if (row->uncompressed_size >= 0)
		text_printf(text, " %" PRId64, row->uncompressed_size);
	else
		text_add_string(text, " -");
	if (*row->record.hex)
		text_printf(text, " sha256:%s\n", row->record.hex);
	else
		text_add_string(text, " -\n");
}

void layer_lock_write(struct layer_lock *lock, const char *path)
{
	_cleanup_(text_free) struct text text = {0};

	if (lock->count > 0)
		qsort(lock->rows, lock->count, sizeof *lock->rows, by_name);
	text_add_string(&text, comment);
	for (size_t i = 0; i < lock->count; i++)
		add_row(&text, &lock->rows[i]);
	file_update(path, text.bytes, text.length);
}

char *layer_row_name(const char *path)
{
	char *name = xstrdup(file_name(path));
	size_t length = strlen(name);

	if (ends_with(name, ".json"))
		name[length -= strlen(".json")] = '\0';
	if (length > KEY_IN_NAME + 1 && name[length - KEY_IN_NAME - 1] == '-' &&
		strspn(name + length - KEY_IN_NAME, "0123456789abcdef") == KEY_IN_NAME)
		name[length - KEY_IN_NAME - 1] = '\0';
	return name;
}
