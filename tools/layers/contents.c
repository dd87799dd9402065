/* SPDX-License-Identifier: MIT */
#include "layers/contents.h"

#include <stdlib.h>
#include <string.h>

#include "layers/balance.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/path.h"

/* Files up to this size are compressed again, together with the headers around them: a gzip member
 * of their own costs more than it saves. */
enum { SMALL = 512, FLUSH_AT = 1 << 16 };

/* --- the order --------------------------------------------------------------- */

typedef int comparison(const char *a, const char *b);

/* Orders two elements of contents.files. Nearly always both lie in the same root. */
static int compare(const void *a, const void *b, comparison *compare_paths)
{
	const struct installed *x = *(struct installed *const *)a,
			       *y = *(struct installed *const *)b;

	if (x->root == y->root)
		return compare_paths(x->name, y->name);
	_cleanup_free_ char *path = installed_path(x), *other = installed_path(y);

	return compare_paths(path, other);
}

static int by_path(const void *a, const void *b)
{
	return compare(a, b, path_compare);
}

static int by_folded_path(const void *a, const void *b)
{
	return compare(a, b, path_compare_folded);
}

static bool is_metadata(const struct installed *file)
{
	size_t length = strlen(file->wheel->stem);

	return strncmp(file->name, file->wheel->stem, length) == 0 &&
	       starts_with(file->name + length, ".dist-info/");
}

/* The order in which parts are cut: metadata at the end, a .pyc file after its source. */
static int by_part(const void *a, const void *b)
{
	struct installed x = **(struct installed *const *)a, y = **(struct installed *const *)b;
	const struct installed *left = &x, *right = &y;
	bool x_is_metadata = is_metadata(&x), y_is_metadata = is_metadata(&y);

	if (x_is_metadata != y_is_metadata)
		return x_is_metadata - y_is_metadata;
	x.name = x.source ? x.source : x.name;
	y.name = y.source ? y.source : y.name;
	int order = by_path(&left, &right);

	return order ? order : !!x.source - !!y.source;
}

/* Returns whether A and B exclude each other where the case of letters does not count; a flaw, if
 * NOTED. */
static bool check_conflict(const struct installed *a, const struct installed *b, bool noted)
{
	_cleanup_free_ char *path = installed_path(a), *other = installed_path(b);
	const char *conflict = path_conflict(path, other), *wheel = a->wheel->zip.subject;
	bool same_wheel = a->wheel == b->wheel;
	const char *other_wheel = same_wheel ? "" : b->wheel->zip.subject,
		   *colon = same_wheel ? "" : ": ";

	if (!conflict)
		return false;
	if (!path_conflict_is_of_case(path, other))
		die(EXIT_NO, "%s: /%s and %s%s/%s %s", wheel, path, other_wheel, colon, other,
			conflict);
	if (noted)
		flaws_add(a->wheel->flaws, FLAW_CASE, "/%s and %s%s/%s differ in case alone", path,
			other_wheel, colon, other);
	return true;
}

/* Does check_conflict for all neighbours in contents.files. */
static bool check_conflicts(const struct contents *contents, bool noted)
{
	bool of_case = false;

	for (size_t i = 1; i < contents->count; i++)
		of_case |= check_conflict(contents->files[i - 1], contents->files[i], noted);
	return of_case;
}

static void check_place(const struct installed *file, const struct environment *to)
{
	_cleanup_free_ char *path = installed_path(file);

	if (environment_has_directory(to, path, strlen(path)))
		die(EXIT_NO, "%s: /%s is a directory of the environment", file->wheel->zip.subject,
			path);
}

struct contents contents_of(struct installation *installations, size_t count,
	const struct environment *to, struct settlement *settlement)
{
	struct contents contents = {0};
	size_t total = 0;

	for (size_t i = 0; i < count; i++)
		total += installations[i].count;
	contents.files = xalloc(total, sizeof *contents.files);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < installations[i].count; j++)
			contents.files[contents.count++] = &installations[i].files[j];
	qsort(contents.files, contents.count, sizeof *contents.files, by_folded_path);
	contents.count =
		settle(contents.files, contents.count, installations, count, to, settlement);
	for (size_t i = 0; i < contents.count; i++)
		check_place(contents.files[i], to);
	bool of_case = check_conflicts(&contents, true);

	qsort(contents.files, contents.count, sizeof *contents.files, by_path);
	if (of_case) /* such paths need not be neighbours */
		check_conflicts(&contents, false);
	return contents;
}

void contents_free(struct contents *contents)
{
	cleanup_free(&contents->files);
	contents->count = 0;
}

/* What a file adds to a part, about: .pyc files come uncompressed, and shrink by half or more. */
static uint64_t weight(const struct installed *file)
{
	if (!file->entry)
		return file->content.length;
	return file->source ? file->entry->size / 2 : file->entry->compressed_size;
}

/* A .pyc file stays with its source. */
static void keep_together(const struct contents *contents, size_t *ends, unsigned parts)
{
	for (unsigned i = 0; i + 1 < parts; i++)
		if (ends[i] > 0 && ends[i] < contents->count && contents->files[ends[i]]->source)
			ends[i]++;
}

void contents_take_part(struct contents *contents, unsigned part, unsigned parts)
{
	_cleanup_free_ uint64_t *sizes = xalloc(contents->count, sizeof *sizes);
	_cleanup_free_ size_t *ends = xalloc(parts, sizeof *ends);
	size_t keep = 0, first;

	qsort(contents->files, contents->count, sizeof *contents->files, by_part);
	for (size_t i = 0; i < contents->count; i++) {
		const struct installed *file = contents->files[i];

		sizes[i] = weight(file);
		keep += is_metadata(file);
	}
	balance(sizes, contents->count, keep, parts, ends);
	keep_together(contents, ends, parts);
	first = part > 1 ? ends[part - 2] : 0;
	contents->count = ends[part - 1] - first;
	memmove(contents->files, contents->files + first,
		contents->count * sizeof *contents->files);
	qsort(contents->files, contents->count, sizeof *contents->files, by_path);
}

/* --- writing ----------------------------------------------------------------- */

/* The directories above PATH that are not above BEFORE too. */
static void add_directories(
	struct layerfile *layer, const struct environment *to, const char *path, const char *before)
{
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		size_t length = (size_t)(slash - path);

		if (strncmp(path, before, length + 1) == 0 ||
			environment_has_directory(to, path, length))
			continue;
		_cleanup_free_ char *directory = xstrndup(path, length);
		const struct tar_entry entry = {
			.path = directory, .type = TAR_DIRECTORY, .mode = 0755};

		layerfile_entry(layer, &entry);
	}
}

/* The content of a file that comes from the archive. HASHER, unless it is NULL, takes it too. */
static void add_entry(struct layerfile *layer, struct inflate *inflate,
	const struct installed *file, struct record_hasher *hasher)
{
	struct inflate_piece piece;
	const struct zip *zip = file->source ? file->wheel->bytecode : &file->wheel->zip;
	bool splice = file->entry->size > SMALL && !file->source;

	if (splice)
		layerfile_splice_begin(layer);
	inflate_begin(inflate, zip, file->entry);
	while (inflate_next(inflate, &piece)) {
		record_hash_add(hasher, piece.plain, piece.plain_length);
		if (splice) {
			layerfile_splice_raw(layer, piece.raw, piece.raw_length);
			layerfile_splice_plain(layer, piece.plain, piece.plain_length);
		} else {
			layerfile_add(layer, piece.plain, piece.plain_length);
		}
	}
	if (splice)
		layerfile_splice_end(layer, file->entry->crc, file->entry->size);
}

static void add_file(
	struct layerfile *layer, struct inflate *inflate, struct installed *file, const char *path)
{
	const struct tar_entry entry = {
		.path = path, .type = TAR_FILE, .mode = file->mode, .size = installed_size(file)};
	enum record_algorithm algorithm = file->hash.algorithm;
	struct record_hasher hasher;

	layerfile_entry(layer, &entry);
	if (!file->entry) {
		layerfile_add(layer, file->content.bytes, file->content.length);
		return;
	}
	if (algorithm > RECORD_SHA256)
		installed_check(file, inflate);
	record_hash_begin(&hasher, RECORD_SHA256);
	add_entry(layer, inflate, file, &hasher);
	struct record_hash hash = record_hash_end(&hasher);

	if (algorithm == RECORD_SHA256 && !record_hash_equal(&hash, &file->hash))
		installed_differs(file);
	file->hash = hash;
}

void contents_write(const struct contents *contents, const struct environment *to,
	struct layerfile *layer, struct inflate *inflate)
{
	_cleanup_free_ char *before = xstrdup("");

	for (size_t i = 0; i < contents->count; i++) {
		char *path = installed_path(contents->files[i]);

		add_directories(layer, to, path, before);
		add_file(layer, inflate, contents->files[i], path);
		free(before);
		before = path;
	}
}

struct digest contents_list(const struct contents *contents, struct newfile *list)
{
	_cleanup_(text_free) struct text lines = {0};
	_cleanup_(sha256_free) struct sha256 hash;

	sha256_begin(&hash);
	for (size_t i = 0; i < contents->count; i++) {
		const struct installed *file = contents->files[i];
		struct digest digest = record_hash_digest(&file->hash);

		text_printf(
			&lines, "%04o %s %s%s\n", file->mode, digest.hex, file->root, file->name);
		if (lines.length < FLUSH_AT && i + 1 < contents->count)
			continue;
		sha256_add(&hash, lines.bytes, lines.length);
		newfile_write(list, lines.bytes, lines.length);
		text_clear(&lines);
	}
	return sha256_end(&hash);
}
