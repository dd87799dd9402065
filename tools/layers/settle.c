/* SPDX-License-Identifier: MIT */
#include "layers/settle.h"

#include <stdlib.h>
#include <string.h>

#include "layers/bytecode.h"
#include "layers/leftout.h"
#include "lib/cleanup.h"
#include "lib/die.h"

struct settler {
	struct settlement *settlement;
	struct installation *installations;
	size_t count;
	struct disputes disputes;
};

/* --- the same or not --------------------------------------------------------- */

static struct record_hash hash_of(const struct installed *file, struct inflate *inflate)
{
	struct inflate_piece piece;
	struct record_hasher hasher;

	bool is_known = file->hash.algorithm == RECORD_SHA256 && !flaws_allowed(file->wheel->flaws);

	if (is_known || !file->entry)
		return file->hash;
	record_hash_begin(&hasher, RECORD_SHA256);
	inflate_begin(
		inflate, file->source ? file->wheel->bytecode : &file->wheel->zip, file->entry);
	while (inflate_next(inflate, &piece))
		record_hash_add(&hasher, piece.plain, piece.plain_length);
	return record_hash_end(&hasher);
}

static bool is_same(const struct installed *a, const struct installed *b, struct inflate *inflate)
{
	if (a->mode != b->mode || installed_size(a) != installed_size(b))
		return false;
	struct record_hash first = hash_of(a, inflate), second = hash_of(b, inflate);

	return record_hash_equal(&first, &second);
}

/* --- one path ---------------------------------------------------------------- */

static struct installation *installation_of(
	const struct settler *settler, const struct installed *file)
{
	struct installation *installation = settler->installations;

	while (file < installation->files || file >= installation->files + installation->count)
		installation++;
	return installation;
}

static char *label(const struct installed *file)
{
	return xprintf("%s %s", file->wheel->name, file->wheel->version);
}

/* The file is not there: another of the same bytes is. It is still checked. */
static void leave_double(struct settler *settler, struct installed *file)
{
	if (file->entry && !file->source && file->hash.algorithm)
		installed_check(file, settler->settlement->inflate);
	file->left_out = true;
}

/* The file is not there: one of other bytes is. */
static void leave_out(struct settler *settler, struct installed *file)
{
	stringlist_add(&installation_of(settler, file)->left_out, installed_path(file));
	file->left_out = true;
}

static struct installed *file_of(struct installed **files, size_t count, const char *package)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(files[i]->wheel->name, package) == 0)
			return files[i];
	return NULL;
}

/* The file of the package that a rule names; NULL when none of these is named. RULE receives the
 * rule, or the first for another package, or NULL. */
static struct installed *find_owner(const struct settler *settler, struct installed **files,
	size_t count, const char *path, const struct owner_rule **rule)
{
	const struct owner_rules *rules = settler->settlement->rules;
	const struct owner_rule *other = NULL;

	for (*rule = NULL; (*rule = owner_rule_next(rules, *rule, path));) {
		struct installed *owner = file_of(files, count, (*rule)->package);

		if (owner)
			return owner;
		if (!other)
			other = *rule;
	}
	*rule = other;
	return NULL;
}

static void add_stand_in(
	struct settler *settler, struct installed **files, size_t count, const char *path)
{
	json_t *packages = json_array();

	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *name = label(files[i]);

		json_array_append_new(packages, json_string(name));
	}
	json_array_append_new(settler->settlement->stand_ins,
		json_pack("{s:s, s:o}", "path", path, "packages", packages));
}

static bool has_different(struct installed **files, size_t count, struct inflate *inflate)
{
	for (size_t i = 1; i < count; i++)
		if (!is_same(files[0], files[i], inflate))
			return true;
	return false;
}

static void settle_different(
	struct settler *settler, struct installed **files, size_t count, const char *path)
{
	struct inflate *inflate = settler->settlement->inflate;
	const struct owner_rule *rule;
	struct installed *owner = find_owner(settler, files, count, path, &rule),
			 *stays = owner ? owner : files[0];
	_cleanup_free_ char *first = label(stays);

	if (!owner && rule)
		add_stand_in(settler, files, count, path);
	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *name = label(files[i]);

		if (files[i] == stays)
			continue;
		if (is_same(files[i], stays, inflate)) {
			leave_double(settler, files[i]);
			continue;
		}
		if (owner)
			owner_decided(settler->settlement->owned, rule, first, name, path);
		else if (!rule)
			dispute_add(
				&settler->disputes, settler->settlement->rules, path, first, name);
		leave_out(settler, files[i]);
	}
}

/* One wheel's files at one path, by its own doing; the first stays. Returns how many files of PATH
 * there are then. */
static size_t unite_own(
	struct settler *settler, struct installed **files, size_t count, const char *path)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		struct installed *same = file_of(files, kept, files[i]->wheel->name);

		if (same && !is_same(same, files[i], settler->settlement->inflate))
			die(EXIT_NO, "%s: /%s and /%s is there twice, with other content: %s, %s",
				files[i]->wheel->zip.subject, path, path,
				same->entry ? same->entry->name : same->name,
				files[i]->entry ? files[i]->entry->name : files[i]->name);
		if (same)
			leave_double(settler, files[i]);
		else
			files[kept++] = files[i];
	}
	return kept;
}

static int by_wheel(const void *a, const void *b)
{
	const struct installed *x = *(struct installed *const *)a,
			       *y = *(struct installed *const *)b;
	int order = strcmp(x->wheel->name, y->wheel->name);

	return order ? order : (x > y) - (x < y);
}

static void settle_path(
	struct settler *settler, struct installed **files, size_t count, const char *path)
{
	_cleanup_free_ struct installed **left = xalloc(count, sizeof *left);

	memcpy(left, files, count * sizeof *left);
	qsort(left, count, sizeof *left, by_wheel);
	count = unite_own(settler, left, count, path);
	if (has_different(left, count, settler->settlement->inflate)) {
		settle_different(settler, left, count, path);
		return;
	}
	for (size_t i = 1; i < count; i++)
		leave_double(settler, left[i]);
}

/* --- all of them ------------------------------------------------------------- */

static size_t compact(struct installed **files, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (!files[i]->left_out)
			files[kept++] = files[i];
	return kept;
}

static bool same_path(const struct installed *a, const struct installed *b)
{
	if (a->root == b->root)
		return strcmp(a->name, b->name) == 0;
	_cleanup_free_ char *path = installed_path(a), *other = installed_path(b);

	return strcmp(path, other) == 0;
}

/* The paths that are, or are not, those of .pyc files. Returns how many files stay. */
static size_t settle_all(
	struct settler *settler, struct installed **files, size_t count, bool bytecode)
{
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && same_path(files[i], files[end]);)
			end++;
		if (end == i + 1)
			continue;
		_cleanup_free_ char *path = installed_path(files[i]);

		if (bytecode_is(path) == bytecode)
			settle_path(settler, files + i, end - i, path);
	}
	disputes_report(&settler->disputes);
	return compact(files, count);
}

/* Sorts what is left out. Returns whether there is any. */
static bool sort_left_out(struct settler *settler)
{
	bool any = false;

	for (size_t i = 0; i < settler->count; i++) {
		stringlist_sort_unique(&settler->installations[i].left_out);
		any |= settler->installations[i].left_out.count > 0;
	}
	return any;
}

/* What was compiled of a file that is left out is left out, too. */
static size_t follow_sources(struct settler *settler, struct installed **files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *path = installed_path(files[i]);

		if (leftout_has(&installation_of(settler, files[i])->left_out, path))
			files[i]->left_out = true;
	}
	return compact(files, count);
}

static void adapt_record(struct installation *installation, const struct environment *to)
{
	struct installed *record = &installation->files[installation->count - 1];
	_cleanup_free_ char *site = xstrndup(to->site, strlen(to->site) - 1),
			    *prefix = xstrndup(to->prefix, strlen(to->prefix) - 1);
	struct text rest = leftout_record(&installation->left_out, record->content.bytes,
		record->content.length, site, prefix);

	text_free(&record->content);
	record->content = rest;
	record->hash = record_hash_of(rest.bytes, rest.length);
}

size_t settle(struct installed **files, size_t count, struct installation *installations,
	size_t installation_count, const struct environment *to, struct settlement *settlement)
{
	struct settler settler = {.settlement = settlement,
		.installations = installations,
		.count = installation_count};

	count = settle_all(&settler, files, count, false);
	if (sort_left_out(&settler))
		count = follow_sources(&settler, files, count);
	count = settle_all(&settler, files, count, true);
	sort_left_out(&settler);
	for (size_t i = 0; i < installation_count; i++)
		if (installations[i].left_out.count > 0)
			adapt_record(&installations[i], to);
	return count;
}
