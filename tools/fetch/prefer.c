/* SPDX-License-Identifier: MIT */
#include "fetch/prefer.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

static bool has_tag(const struct project_file *file, const char *pattern)
{
	struct tag_cursor cursor = {0};
	char tag[TAG_BYTES];

	while (file->wheel.python && tags_next(&cursor, &file->wheel, tag))
		if (fnmatch(pattern, tag, 0) == 0 || fnmatch(pattern, cursor.platform, 0) == 0)
			return true;
	return false;
}

static bool has_local(const struct project_file *file, const char *label)
{
	_cleanup_free_ char *wanted = xstrdup(label);

	for (char *c = wanted; *c; c++)
		if (*c == '_')
			*c = '.';
	return file->version && strcmp(project_local(file), wanted) == 0;
}

bool prefer_matches(const struct project_file *file, const char *rule)
{
	const char *value = rule + strcspn(rule, ":");

	value += *value == ':';
	if (starts_with(rule, "tag:"))
		return has_tag(file, value);
	if (starts_with(rule, "local:"))
		return has_local(file, value);
	if (starts_with(rule, "index:"))
		return file->source && strcmp(file->source, value) == 0;
	return strcmp(file->sha256, value) == 0;
}

static bool keep_matching(const struct project_file *file, const void *rule)
{
	return prefer_matches(file, rule);
}

void prefer_narrow(struct project *project, const json_t *rules, struct text *decided)
{
	const json_t *rule;
	size_t i;

	json_array_foreach (rules, i, rule) {
		const char *text = json_string_value(rule);
		struct project kept = project_some(project, keep_matching, text);

		if (kept.count && kept.count < project->count)
			text_printf(decided, "%s%s", decided->length ? " " : "", text);
		if (!kept.count) {
			project_free(&kept);
			continue;
		}
		project_free(project);
		*project = kept;
	}
}

long prefer_rank(const struct project_file *file, const struct tags *tags)
{
	return file->wheel.python ? tags_rank(tags, &file->wheel) : -1;
}

/* --- what a resolver sees --------------------------------------------------------- */

static bool keep_fitting(const struct project_file *file, const void *tags)
{
	return file->is_wheel && prefer_rank(file, tags) >= 0;
}

/* What a rule on hashes leaves: in the releases that have a file of that hash, only that. */
struct by_hash {
	const struct project *matched;
	const char *rule;
};

static bool same_release(const struct project_file *a, const struct project_file *b)
{
	if (!a->release || !b->release)
		return a->release == b->release;
	return project_compare(a->release, b->release) == 0;
}

static bool keep_by_hash(const struct project_file *file, const void *data)
{
	const struct by_hash *by_hash = data;
	const struct project *matched = by_hash->matched;

	if (prefer_matches(file, by_hash->rule))
		return true;
	for (size_t i = 0; i < matched->count; i++)
		if (same_release(matched->files[i], file))
			return false;
	return true;
}

static void replace(struct project *project, struct project by)
{
	project_free(project);
	*project = by;
}

void prefer_filter(struct project *project, const json_t *rules, const struct tags *tags)
{
	struct project kept = project_some(project, keep_fitting, tags);
	bool matched = false;
	const json_t *rule;
	size_t i;

	json_array_foreach (rules, i, rule) {
		const char *text = json_string_value(rule);

		if (!starts_with(text, "tag:") && !starts_with(text, "local:"))
			continue;
		struct project found = project_some(&kept, keep_matching, text);

		matched |= found.count > 0;
		if (found.count)
			replace(&kept, found);
		else
			project_free(&found);
	}
	if (matched)
		replace(project, kept);
	else
		project_free(&kept);
	json_array_foreach (rules, i, rule) {
		const char *text = json_string_value(rule);

		if (!starts_with(text, "sha256:"))
			continue;
		_cleanup_(project_free) struct project found =
			project_some(project, keep_matching, text);
		const struct by_hash by_hash = {&found, text};

		replace(project, project_some(project, keep_by_hash, &by_hash));
	}
}

/* --- a choice that nobody has made ------------------------------------------------- */

enum prefer_family prefer_family(const struct project_file *file, const struct tags *tags)
{
	enum prefer_family family = FAMILY_ANY;
	struct tag_cursor cursor = {0};
	char tag[TAG_BYTES];

	while (file->wheel.python && tags_next(&cursor, &file->wheel, tag)) {
		if (tags_place(tags, tag) < 0)
			continue;
		if (starts_with(cursor.platform, "manylinux") ||
			starts_with(cursor.platform, "musllinux"))
			return FAMILY_MANYLINUX;
		if (starts_with(cursor.platform, "linux_"))
			family = FAMILY_LINUX;
	}
	return family;
}

struct prefer_differences prefer_compare(const struct project *project, const struct tags *tags)
{
	enum prefer_family family = FAMILY_ANY;
	struct prefer_differences differ = {0};

	for (size_t i = 0; i < project->count; i++) {
		const struct project_file *file = project->files[i];
		enum prefer_family own = prefer_family(file, tags);

		differ.tag |= family != FAMILY_ANY && own != FAMILY_ANY && own != family;
		family = own != FAMILY_ANY ? own : family;
		differ.local |= strcmp(project_local(file), project_local(project->files[0])) != 0;
		for (size_t k = 0; k < i; k++)
			differ.hash |= strcmp(project->files[k]->filename, file->filename) == 0 &&
				       strcmp(project->files[k]->sha256, file->sha256) != 0;
	}
	return differ;
}

/* The platform of FILE's best tag, or the whole tag where that is `any`. */
static void add_tag_rule(
	struct text *rules, const struct project_file *file, const struct tags *tags)
{
	const char *tag = tags->tags[prefer_rank(file, tags)], *platform = strrchr(tag, '-') + 1;

	text_printf(rules, "tag:%s", strcmp(platform, "any") == 0 ? tag : platform);
}

void prefer_rules(struct text *rules, const struct project_file *file,
	struct prefer_differences differ, const struct tags *tags, const char *index)
{
	if (differ.tag)
		add_tag_rule(rules, file, tags);
	if (differ.local)
		text_printf(rules, "%slocal:%s", differ.tag ? " " : "", project_local(file));
	if (differ.hash)
		text_printf(rules, "%s%s:%s", differ.tag || differ.local ? " " : "",
			*file->sha256 ? "sha256" : "index", *file->sha256 ? file->sha256 : index);
}
