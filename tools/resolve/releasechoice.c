/* SPDX-License-Identifier: MIT */
#include "resolve/releasechoice.h"

#include <stdlib.h>
#include <string.h>

#include "fetch/prefer.h"
#include "lib/cleanup.h"
#include "lib/json.h"
#include "resolve/releaseallowed.h"

static int by_filename(const void *a, const void *b)
{
	const struct project_file *first = *(struct project_file *const *)a;
	const struct project_file *second = *(struct project_file *const *)b;
	int order = strcmp(first->filename, second->filename);

	return order ? order : strcmp(first->sha256, second->sha256);
}

/* 1,234,567 */
static void add_number(struct text *out, json_int_t number)
{
	char digits[24];
	int length = snprintf(digits, sizeof digits, "%jd", (intmax_t)number);

	for (int i = 0; i < length; i++) {
		text_add_char(out, digits[i]);
		if ((length - i) % 3 == 1 && i + 1 < length && digits[i] != '-')
			text_add_char(out, ',');
	}
}

static void describe(struct text *out, const struct release *release,
	const struct project_file *file, struct prefer_differences differ, const struct tags *tags)
{
	json_int_t size = json_integer_value(json_object_get(file->entry, "size"));
	long rank = prefer_rank(file, tags);

	text_printf(out, "\n  %s: ", file->filename);
	if (rank >= 0)
		text_printf(out, "tag %s", strrchr(tags->tags[rank], '-') + 1);
	else
		text_add_string(out, "sdist");
	text_printf(out, ", index %s, ", file->source);
	if (size)
		add_number(out, size);
	text_printf(out, "%s, sha256 %s: PYLOCK_PREFER.%s := ", size ? " bytes" : "size not known",
		*file->sha256 ? file->sha256 : "not known", release->resolved->name);
	prefer_rules(out, file, differ, tags, release->index);
}

static void ask_which(struct text *out, const struct release *release, const struct project *kept,
	struct prefer_differences differ, const struct release_target *target)
{
	text_printf(out,
		"%s %s: %zu files fit %s and are not the same thing; write which one is meant:",
		release->resolved->name, release->public_version, kept->count, target->name);
	qsort(kept->files, kept->count, sizeof *kept->files, by_filename);
	for (size_t i = 0; i < kept->count; i++)
		describe(out, release, kept->files[i], differ, target->tags);
}

/* Whether the rules match no file. A tag that is preferred means nothing where all files run
 * anywhere. */
static bool is_unmet(const json_t *rules, const struct project *files, const struct tags *tags)
{
	bool only_tags = true, any_family = false;
	const json_t *rule;
	size_t i;

	json_array_foreach (rules, i, rule) {
		only_tags &= starts_with(json_string_value(rule), "tag:");
		for (size_t k = 0; k < files->count; k++) {
			if (prefer_matches(files->files[k], json_string_value(rule)))
				return false;
			any_family |= prefer_family(files->files[k], tags) != FAMILY_ANY;
		}
	}
	return !only_tags || any_family;
}

static void refuse_rules(struct text *out, const struct release *release, const json_t *rules,
	const struct project *candidates)
{
	_cleanup_(stringlist_free) struct stringlist names = {0};
	const json_t *rule;
	size_t i;

	for (i = 0; i < candidates->count; i++)
		stringlist_add(&names, xstrdup(candidates->files[i]->filename));
	stringlist_sort_unique(&names);
	text_printf(out, "%s %s: PYLOCK_PREFER.%s :=", release->resolved->name,
		release->resolved->version, release->resolved->name);
	json_array_foreach (rules, i, rule)
		text_printf(out, " %s", json_string_value(rule));
	text_printf(out, ": none of its files at index '%s' is that: ", release->index);
	if (names.count)
		list_join(&names, ", ", out);
	else
		text_add_string(out, "none fits");
}

static bool fits(const struct project_file *file, const void *tags)
{
	return file->is_wheel && prefer_rank(file, tags) >= 0;
}

static bool is_sdist(const struct project_file *file, const void *data)
{
	(void)data;
	return !file->is_wheel;
}

static bool is_named_sdist(const struct project_file *file, const void *rules)
{
	const json_t *rule;
	size_t i;

	json_array_foreach (rules, i, rule)
		if (!file->is_wheel && starts_with(json_string_value(rule), "sha256:") &&
			prefer_matches(file, json_string_value(rule)))
			return true;
	return false;
}

static bool is_of_version(const struct project_file *file, const void *version)
{
	return project_compare(file->version, version) == 0;
}

static bool is_any(const struct project_file *file, const void *data)
{
	return file && !data;
}

/* The files among which the rules choose: wheels that fit and the sdist that a rule names by its
 * hash, else the sdists. */
static struct project candidates_of(
	const struct project *allowed, const json_t *rules, const struct tags *tags)
{
	struct project candidates = project_some(allowed, fits, tags);
	_cleanup_(project_free) struct project named = project_some(allowed, is_named_sdist, rules);

	for (size_t i = 0; i < named.count; i++)
		project_take(&candidates, named.files[i]);
	if (candidates.count)
		return candidates;
	project_free(&candidates);
	return project_some(allowed, is_sdist, NULL);
}

/* Keeps what is of the very version; when nothing fits, all files of that. */
static bool take_meant(struct release *release, const struct project *allowed,
	const struct project *kept, const char *pattern, struct text *message)
{
	const struct resolved_release *resolved = release->resolved;

	project_free(&release->meant); /* of when less was known */
	release->meant = project_some(kept, is_of_version, resolved->version);
	if (kept->count && !release->meant.count) {
		text_printf(message,
			"%s: resolved to %s, and PYLOCK_PREFER.%s means %s: write `%s==%s` into "
			"constraints.txt",
			resolved->name, resolved->version, pattern ? pattern : "None",
			kept->files[0]->version, resolved->name, kept->files[0]->version);
		return false;
	}
	if (!release->meant.count) {
		project_free(&release->meant);
		release->meant = project_some(allowed, is_of_version, resolved->version);
	}
	if (release->meant.count)
		return true;
	project_free(&release->meant);
	text_printf(message, "%s %s: index '%s' has no file of it", resolved->name,
		resolved->version, release->index);
	return false;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The hashes of the files, sorted, each once. */
static json_t *hashes_of(const struct project *files)
{
	_cleanup_free_ const char **hashes = xalloc(files->count, sizeof *hashes);
	json_t *array = json_array();
	size_t count = 0;

	for (size_t i = 0; i < files->count; i++)
		if (*files->files[i]->sha256)
			hashes[count++] = files->files[i]->sha256;
	qsort(hashes, count, sizeof *hashes, by_bytes);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || strcmp(hashes[i - 1], hashes[i]) != 0)
			json_array_append_new(array, json_string(hashes[i]));
	return array;
}

json_t *release_choice(const struct release *release)
{
	json_t *choice = json_pack("{s:o}", "files", hashes_of(&release->meant));
	json_t *over = json_array();

	for (size_t i = 0; i < release->over.count; i++)
		json_array_append_new(over, json_string(release->over.items[i]));
	if (release->decided.length)
		json_object_set_new(choice, "choice",
			json_pack(
				"{s:s, s:O}", "by", text_string(&release->decided), "over", over));
	json_decref(over);
	return choice;
}

bool release_decide(struct release *release, const struct policy *policy,
	const struct release_target *target, struct text *message)
{
	_cleanup_(project_free) struct project allowed = {0};
	const char *pattern = NULL;
	const json_t *rules = policy_rules_of(policy, release->resolved->name, &pattern);

	text_free(&release->decided);
	stringlist_free(&release->over);
	if (!release_allowed(release, policy, target, &allowed, message))
		return false;
	_cleanup_(project_free) struct project candidates =
		candidates_of(&allowed, rules, target->tags);
	_cleanup_(project_free) struct project kept = project_some(&candidates, is_any, NULL);
	_cleanup_(text_free) struct text decided = {0};

	prefer_narrow(&kept, rules, &decided);
	if (json_array_size(rules) && !strchr(pattern, '*') &&
		is_unmet(rules, &candidates, target->tags)) {
		refuse_rules(message, release, rules, &candidates);
		return false;
	}
	const struct prefer_differences differ = prefer_compare(&kept, target->tags);

	if (differ.tag || differ.local || differ.hash) {
		ask_which(message, release, &kept, differ, target);
		return false;
	}
	if (decided.length)
		release_decided(release, text_string(&decided), &candidates, &kept);
	return take_meant(release, &allowed, &kept, pattern, message);
}

/* Whether A is rather taken than B. */
static bool is_better(
	const struct project_file *a, const struct project_file *b, const struct tags *tags)
{
	long rank_a = prefer_rank(a, tags), rank_b = prefer_rank(b, tags);

	if (a->is_wheel != b->is_wheel)
		return a->is_wheel;
	if (rank_a != rank_b)
		return (unsigned long)rank_a < (unsigned long)rank_b;
	int builds = wheel_build_compare(a->wheel.build, b->wheel.build);

	if (builds)
		return builds > 0;
	return strcmp(a->filename, b->filename) < 0;
}

const struct project_file *release_best(const struct release *release, const struct tags *tags)
{
	const struct project_file *best = release->meant.files[0];

	for (size_t i = 1; i < release->meant.count; i++)
		if (is_better(release->meant.files[i], best, tags))
			best = release->meant.files[i];
	return best;
}
