/* SPDX-License-Identifier: MIT */
#include "layers/recordcheck.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/path.h"

/* --- files and their rows ---------------------------------------------------- */

/* Whether NAME is RECORD or one of its signatures, which it need not list. */
static bool is_record(const struct wheel *wheel, const char *name)
{
	size_t length = strlen(wheel->stem);

	if (strncmp(name, wheel->stem, length) != 0)
		return false;
	name += length;
	return strcmp(name, ".dist-info/RECORD") == 0 ||
	       strcmp(name, ".dist-info/RECORD.jws") == 0 ||
	       strcmp(name, ".dist-info/RECORD.p7s") == 0;
}

static void check_row(struct wheel *wheel, const struct zip_entry *entry)
{
	struct record_row *row = record_find(&wheel->record, entry->name);

	if (zip_is_directory(entry) || is_record(wheel, entry->name))
		return;
	if (!row) {
		flaws_add(wheel->flaws, FLAW_NO_ROW, "%s: is not in RECORD", entry->name);
	} else if (!row->hash.algorithm && !*row->fields[0] && !*row->fields[1]) {
		flaws_add(wheel->flaws, FLAW_NO_HASH, "%s: RECORD has no hash for it", entry->name);
	} else if (row->has_size && row->size != entry->size) {
		flaws_add(wheel->flaws, FLAW_SIZE,
			"%s: has %" PRIu64 " bytes, RECORD says %" PRIu64, entry->name, entry->size,
			row->size);
		row->odd = true;
	}
}

/* The archive's names in path_compare's order, made when they are asked for. */
struct names {
	const struct zip *zip;
	const char **sorted;
};

static int by_name(const void *a, const void *b)
{
	return path_compare(*(const char *const *)a, *(const char *const *)b);
}

static void sort_names(struct names *names)
{
	names->sorted = xalloc(names->zip->count, sizeof *names->sorted);
	for (size_t i = 0; i < names->zip->count; i++)
		names->sorted[i] = names->zip->entries[i].name;
	qsort(names->sorted, names->zip->count, sizeof *names->sorted, by_name);
}

/* Whether some entry lies in the directory PATH, which may end in slashes. */
static bool is_directory(struct names *names, const char *path)
{
	size_t low = 0, high = names->zip->count, length = strlen(path);

	while (length > 0 && path[length - 1] == '/')
		length--;
	_cleanup_free_ char *directory = xprintf("%.*s/", (int)length, path);

	if (!names->sorted)
		sort_names(names);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (path_compare(names->sorted[middle], directory) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return length > 0 && low < names->zip->count && starts_with(names->sorted[low], directory);
}

/* Judges a ROW that stands for no entry of the wheel. */
static void check_stray(
	const struct wheel *wheel, struct names *names, const struct record_row *row)
{
	if (is_record(wheel, row->path))
		flaws_add(wheel->flaws, FLAW_SIGNATURE_ROW, "RECORD: %s: is not in the archive",
			row->path);
	else if (is_directory(names, row->path))
		flaws_add(
			wheel->flaws, FLAW_DIRECTORY_ROW, "RECORD: %s: is a directory", row->path);
	else
		flaws_add(
			wheel->flaws, FLAW_NO_FILE, "RECORD: %s: is not in the archive", row->path);
}

static void keep_row(struct wheel *wheel, const struct record_row *row)
{
	if (wheel->extra_count % 64 == 0)
		wheel->extra =
			xrealloc(wheel->extra, wheel->extra_count + 64, sizeof *wheel->extra);
	wheel->extra[wheel->extra_count++] =
		(struct wheel_row){.path = xstrdup(row->path), .tail = record_tail(row->fields)};
}

/* --- rows whose path is spelled otherwise ----------------------------------------- */

/* The file that ROW stands for, when its path has slashes, backslashes or a byte order mark that it
 * should not have; the caller frees. NULL when there is none, or it has a row of its own. */
static char *respelled(const struct wheel *wheel, const struct record_row *row)
{
	const char *mark = "\xef\xbb\xbf", *path = row->path;

	if (zip_find(&wheel->zip, path))
		return NULL;
	_cleanup_free_ char *meant =
		path_respelled(starts_with(path, mark) ? path + strlen(mark) : path);
	const struct zip_entry *entry = zip_find(&wheel->zip, meant);

	return !ends_with(path, "/") && entry && !record_find(&wheel->record, meant) ? steal(&meant)
										     : NULL;
}

/* ROW vouches for the file at MEANT, and stays as it is in the new RECORD, where pip has the file
 * without a hash. */
static void respell(struct wheel *wheel, struct record_row *row, const char *meant)
{
	static const char nothing[] = "";

	flaws_add(wheel->flaws, FLAW_ROW_SPELLING,
		"RECORD: %s: is spelled otherwise in the archive", row->path);
	keep_row(wheel, row);
	memcpy(row->path, meant, strlen(meant) + 1); /* `meant` is the shorter one */
	row->fields[0] = row->fields[1] = nothing;
	row->odd = true;
}

static void respell_rows(struct wheel *wheel)
{
	struct record *record = &wheel->record;
	_cleanup_free_ char **meant = NULL;

	for (size_t i = 0; i < record->count; i++) {
		char *path = respelled(wheel, &record->rows[i]);

		if (path && !meant)
			meant = xalloc(record->count, sizeof *meant);
		if (path)
			meant[i] = path;
	}
	if (!meant)
		return;
	for (size_t i = 0; i < record->count; i++) {
		if (meant[i])
			respell(wheel, &record->rows[i], meant[i]);
		free(meant[i]);
	}
	record_sort(record);
}

/* --- all of RECORD ----------------------------------------------------------------- */

/* Looks at the rows, and keeps those that stand for no entry. */
static void check_rows(struct wheel *wheel)
{
	struct names names = {.zip = &wheel->zip};

	for (size_t i = 0; i < wheel->record.count; i++) {
		const struct record_row *row = &wheel->record.rows[i];
		bool again = i > 0 && strcmp(row[-1].path, row->path) == 0;

		if (again)
			flaws_add(
				wheel->flaws, FLAW_TWO_ROWS, "RECORD: %s has two rows", row->path);
		else if (ends_with(row->path, "/") || !zip_find(&wheel->zip, row->path))
			check_stray(wheel, &names, row);
		else
			continue;
		keep_row(wheel, row);
	}
	cleanup_free(&names.sorted);
}

void recordcheck(struct wheel *wheel, struct text *text)
{
	_cleanup_free_ char *where = xprintf("%s: RECORD", wheel->zip.subject);

	wheel->record = record_parse(text, where, wheel->flaws);
	respell_rows(wheel);
	for (size_t i = 0; i < wheel->zip.count; i++)
		check_row(wheel, &wheel->zip.entries[i]);
	check_rows(wheel);
}
