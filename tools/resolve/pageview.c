/* SPDX-License-Identifier: MIT */
#include "resolve/pageview.h"

#include <string.h>

#include "fetch/allowedfiles.h"
#include "fetch/prefer.h"
#include "lib/cleanup.h"
#include "lib/json.h"
#include "lock/lock.h"
#include "lock/locktarget.h"
#include "pypa/specifier.h"

bool pageview_takes_python(const struct project_file *file, const char *python)
{
	bool admit = true;

	if (!file->requires_python || !*file->requires_python)
		return true;
	return specifiers_admit(file->requires_python, python, &admit) ? true : admit;
}

bool pageview_existed(const struct project_file *file, int64_t limit)
{
	return !file->dated || file->uploaded < limit;
}

/* --- a resolver's ----------------------------------------------------------------- */

static bool is_there(const struct project_file *file, const void *data)
{
	const struct pageview *view = data;

	if (view->limited && (!file->dated || file->uploaded >= view->limit))
		return false;
	return !view->fitting || !file->is_wheel || prefer_rank(file, view->tags) >= 0;
}

static bool is_any(const struct project_file *file, const void *data)
{
	return file && data;
}

struct pythons {
	const struct pageview *view;
	const struct project *files;
};

/* Whether FILE takes the target's Python, or no other file of its version does: resolvers take what
 * one file says of Python for what the version says. */
static bool is_for_python(const struct project_file *file, const void *data)
{
	const struct pythons *pythons = data;
	const struct pageview *view = pythons->view;

	if (!file->version || pageview_takes_python(file, view->python))
		return true;
	for (size_t i = 0; i < pythons->files->count; i++) {
		const struct project_file *other = pythons->files->files[i];

		if (other->version && project_compare(other->version, file->version) == 0 &&
			pageview_takes_python(other, view->python) &&
			(!other->is_wheel || prefer_rank(other, view->tags) >= 0))
			return false;
	}
	return true;
}

static void note_left_out(json_t *left_out, json_t *before, json_t *after)
{
	json_t *version, *other;
	size_t i, k;

	json_array_foreach (before, i, version) {
		bool found = false;

		json_array_foreach (after, k, other)
			found |= json_equal(version, other);
		if (!found)
			json_array_append(left_out, version);
	}
}

struct project pageview_resolver(
	const struct pageview *view, const struct project *project, json_t *left_out)
{
	_cleanup_(project_free) struct project existing = project_some(project, is_there, view);
	const struct pythons pythons = {view, &existing};
	_cleanup_(project_free) struct project there = project_some(
		&existing, view->python && view->tags ? is_for_python : is_any, &pythons);
	struct project seen = allowedfiles_of(policy_allowed(view->policy), &there);
	const char *pattern;
	const json_t *rules =
		view->tags ? policy_rules_of(view->policy, project->name, &pattern) : NULL;

	if (json_array_size(rules))
		prefer_filter(&seen, rules, view->tags);
	if (seen.count < there.count) {
		_cleanup_json_ json_t *before = project_versions(&there);
		_cleanup_json_ json_t *after = project_versions(&seen);

		note_left_out(left_out, before, after);
	}
	return seen;
}

/* --- a list ------------------------------------------------------------------------ */

static bool has_existed(const struct project_file *file, const void *data)
{
	const struct pageview *view = data;

	return file->version && (!view->limited || pageview_existed(file, view->limit));
}

static bool has_string(const json_t *array, const char *string)
{
	const json_t *value;
	size_t i;

	json_array_foreach (array, i, value)
		if (strcmp(json_string_value(value), string) == 0)
			return true;
	return false;
}

static void add_platforms(json_t *object, const struct project_file *file)
{
	json_t *platforms = json_array(), *glibc = json_array();
	struct tag_cursor cursor = {0};
	char tag[TAG_BYTES];

	while (file->wheel.python && tags_next(&cursor, &file->wheel, tag)) {
		int minor = platformtag_glibc(cursor.platform);

		if (has_string(platforms, cursor.platform))
			continue;
		json_array_append_new(platforms, json_string(cursor.platform));
		if (minor >= 0)
			json_array_append_new(glibc, json_integer(minor));
	}
	json_object_set_new(object, "platforms", platforms);
	json_object_set_new(object, "glibc", glibc);
}

static json_t *describe(const struct project_file *file)
{
	const json_t *metadata = json_object_get(file->entry, "core-metadata");

	if (!metadata)
		metadata = json_object_get(file->entry, "dist-info-metadata");
	json_t *object = json_pack("{s:s, s:s, s:s, s:b, s:b, s:s?, s:s?, s:s}", "filename",
		file->filename, "url", file->url, "version", file->version, "wheel", file->is_wheel,
		"metadata", json_is_true(metadata) || json_object_size(metadata), "yanked",
		file->yanked, "requiresPython", file->requires_python, "sha256", file->sha256);

	add_platforms(object, file);
	return object;
}

/* What depends on the target. */
static void judge(json_t *object, const struct project_file *file, const struct tags *tags,
	const char *python, const struct project *meant)
{
	bool is_meant = false;

	for (size_t i = 0; i < meant->count && !is_meant; i++)
		is_meant = meant->files[i] == file;
	json_object_set_new(object, "python", json_boolean(pageview_takes_python(file, python)));
	json_object_set_new(
		object, "fits", json_boolean(!file->is_wheel || prefer_rank(file, tags) >= 0));
	json_object_set_new(object, "meant", json_boolean(is_meant));
}

json_t *pageview_files(
	const struct pageview *view, const struct project *project, const json_t *target)
{
	_cleanup_(project_free) struct project listed = project_some(project, has_existed, view);
	_cleanup_(project_free) struct project meant = project_some(&listed, has_existed, view);
	_cleanup_(tags_free) struct tags tags = {0};
	const char *pattern, *python = NULL;
	const json_t *rules = policy_rules_of(view->policy, project->name, &pattern);
	json_t *files = json_array();

	if (target) {
		struct lock_target read = lock_target_read(target, "target");

		tags = tags_for(&read.target);
		lock_target_free(&read);
		python = json_get_string(target, "pythonFull", "target");
		python = python ? python : json_want_string(target, "python", "target");
		if (json_array_size(rules))
			prefer_filter(&meant, rules, &tags);
	}
	for (size_t i = 0; i < listed.count; i++) {
		json_t *object = describe(listed.files[i]);

		if (target)
			judge(object, listed.files[i], &tags, python, &meant);
		json_array_append_new(files, object);
	}
	return files;
}
