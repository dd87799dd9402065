/* SPDX-License-Identifier: MIT */
#include "pypa/projectrequirements.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/unconst.h"
#include "lib/userinfo.h"
#include "pypa/name.h"
#include "pypa/poetryproject.h"
#include "pypa/requirement.h"
#include "pypa/setuptoolsfiles.h"

/* One run over all files. */
struct gathering {
	const struct projectfile *files;
	size_t count;
	const struct projectquestion *question;
	struct text *out;
	struct stringlist own;  /* the files' names */
	struct stringlist done; /* FILE and table that were written already, and under which marker
				 */
};

static void add_list(struct gathering *gathering, const struct projectfile *file,
	const json_t *list, const char *table, const char *marker, unsigned depth);

/* --- extras and groups ------------------------------------------------------------------ */

/* Whether FILE has the extra; what it brings is added. */
static bool add_extra(struct gathering *gathering, const struct projectfile *file,
	const char *extra, const char *marker, unsigned depth)
{
	const char *const keys[] = {"project", "optional-dependencies", NULL};
	const json_t *table = projectfile_table(file, keys);
	const char *written = extra;
	const json_t *list =
		json_is_object(table) ? projectfile_member(table, extra, &written) : NULL;
	_cleanup_free_ char *title = NULL;

	_cleanup_json_ json_t *poetry =
		list ? NULL : poetryproject_extra(file, extra, &gathering->own);

	if (!list && !poetry && file->name &&
		projectfile_is_dynamic(file, "optional-dependencies")) {
		setuptoolsfiles_add(gathering->out, file, "optional-dependencies", extra,
			gathering->question->before);
		return true;
	}
	if (!list && !poetry)
		return false;
	title = xprintf(
		"%s.%s", list ? "project.optional-dependencies" : "tool.poetry.extras", written);
	add_list(gathering, file, list ? list : poetry, title, marker, depth + 1);
	return true;
}

static bool add_group(struct gathering *gathering, const struct projectfile *file,
	const char *group, unsigned depth)
{
	const char *const keys[] = {"dependency-groups", NULL};
	const json_t *table = projectfile_table(file, keys);
	const char *written = group;
	const json_t *list =
		json_is_object(table) ? projectfile_member(table, group, &written) : NULL;
	_cleanup_free_ char *title = NULL;

	_cleanup_json_ json_t *poetry =
		list ? NULL : poetryproject_group(file, group, &gathering->own);

	if (!list && !poetry)
		return false;
	title = xprintf("%s.%s", list ? "dependency-groups" : "tool.poetry.group", written);
	add_list(gathering, file, list ? list : poetry, title, NULL, depth + 1);
	return true;
}

static const struct projectfile *file_of(const struct gathering *gathering, const char *name)
{
	for (size_t i = 0; i < gathering->count; i++)
		if (gathering->files[i].name && strcmp(gathering->files[i].name, name) == 0)
			return &gathering->files[i];
	return NULL;
}

/* Where a requirement of one of the projects themselves stands: what its extras bring. */
static void add_own(struct gathering *gathering, const struct projectfile *from,
	const struct projectfile *file, const struct requirement *requirement, unsigned depth)
{
	const char *extra = requirement->extras;

	while (*extra) {
		size_t length = strcspn(extra, ",");
		_cleanup_free_ char *name = xstrndup(extra, length);

		if (!add_extra(gathering, file, name, requirement->marker, depth))
			die(EXIT_NO, "%s: '%s[%s]': %s has no extra '%s'", from->path, file->name,
				requirement->extras, file->path, name);
		extra += length + (extra[length] == ',');
	}
}

static void add_line(struct gathering *gathering, const struct projectfile *file, const char *text,
	const char *table, const char *marker, unsigned depth)
{
	_cleanup_(requirement_free) struct requirement requirement;
	const char *problem = requirement_parse(text, &requirement);
	const struct projectfile *own;

	if (problem)
		die(EXIT_NO, "%s: %s: %s: '%s'", file->path, table, problem, text);
	if (userinfo_is_in(text))
		die(EXIT_NO,
			"%s: %s: a URL with credentials is not followed: write it without "
			"them, and put them into ~/.netrc: '%s'",
			file->path, table, text);
	if (marker) {
		char *both = requirement.marker
				     ? xprintf("(%s) and (%s)", marker, requirement.marker)
				     : xstrdup(marker);

		free(requirement.marker);
		requirement.marker = both;
	}
	own = file_of(gathering, requirement.name);
	if (own)
		add_own(gathering, file, own, &requirement, depth);
	else if (marker) {
		requirement_add(gathering->out, &requirement);
		text_add_char(gathering->out, '\n');
	} else
		text_printf(gathering->out, "%s\n", text);
}

/* An item of a group that is a table: {include-group = "NAME"}. */
static void add_included(struct gathering *gathering, const struct projectfile *file,
	const json_t *item, const char *table, unsigned depth)
{
	const char *group = json_string_value(json_object_get(item, "include-group"));

	if (!group || json_object_size(item) != 1 || !starts_with(table, "dependency-groups."))
		die(EXIT_NO, "%s: %s: neither a requirement nor {include-group = \"NAME\"}",
			file->path, table);
	_cleanup_free_ char *normal = name_normalize(group);

	if (!add_group(gathering, file, normal, depth))
		die(EXIT_NO, "%s: %s: there is no group '%s'", file->path, table, group);
}

/* Whether this list was added before. What is included while it is being added includes itself if
 * it comes here again: an error for groups (PEP 735), and nothing new for extras. */
static bool is_done(struct gathering *gathering, const struct projectfile *file, const char *table,
	const char *marker)
{
	char *key = xprintf("%s\n%s\n%s", file->path, table, marker ? marker : "");

	for (size_t i = 0; i < gathering->done.count; i++)
		if (strcmp(gathering->done.items[i], key) == 0) {
			free(key);
			return true;
		}
	stringlist_add(&gathering->done, key);
	return false;
}

static void add_list(struct gathering *gathering, const struct projectfile *file,
	const json_t *list, const char *table, const char *marker, unsigned depth)
{
	if (!json_is_array(list))
		die(EXIT_NO, "%s: %s: not a list of requirements", file->path, table);
	if (depth > PROJECTREQUIREMENTS_DEPTH)
		die(EXIT_NO, "%s: %s: includes itself, or more than %d others, one in the other",
			file->path, table, PROJECTREQUIREMENTS_DEPTH);
	if (!starts_with(table, "dependency-groups.") && is_done(gathering, file, table, marker))
		return;
	text_printf(gathering->out, "# %s: %s\n", file->path, table);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *item = json_array_get(list, i);

		if (json_is_string(item))
			add_line(gathering, file, json_string_value(item), table, marker, depth);
		else
			add_included(gathering, file, item, table, depth);
	}
}

/* --- what would be lost ------------------------------------------------------------------ */

/* A source in tool.uv.sources for a name that OUT has would be lost. */
static void check_source(const struct gathering *gathering, const struct projectfile *file,
	const char *name, const json_t *source)
{
	_cleanup_free_ char *normal = name_normalize(name);
	const char *index = json_string_value(json_object_get(source, "index"));

	if (file_of(gathering, normal))
		return;
	if (index)
		die(EXIT_NO,
			"%s: tool.uv.sources is not read: write PYLOCK_INDEX.%s := %s, with its "
			"address as PYLOCK_INDEX_URL.%s, and take the line out",
			file->path, normal, index, index);
	die(EXIT_NO,
		"%s: tool.uv.sources is not read: it names a source of %s; take the line out, and "
		"a "
		"directory of wheels as its index (PYLOCK_INDEX.%s) or a release",
		file->path, normal, normal);
}

/* --- all of it ---------------------------------------------------------------------------- */

static void add_dependencies(struct gathering *gathering, const struct projectfile *file)
{
	const char *const keys[] = {"project", "dependencies", NULL};
	const json_t *list = projectfile_table(file, keys);
	_cleanup_json_ json_t *poetry =
		list ? NULL : poetryproject_dependencies(file, &gathering->own);

	if (list)
		add_list(gathering, file, list, "project.dependencies", NULL, 0);
	else if (poetry)
		add_list(gathering, file, poetry, "tool.poetry.dependencies", NULL, 0);
	else if (file->name && projectfile_is_dynamic(file, "dependencies"))
		setuptoolsfiles_add(
			gathering->out, file, "dependencies", NULL, gathering->question->before);
	else if (!file->name && gathering->question->groups.count == 0)
		die(EXIT_NO, "%s: has no table [project]: there is nothing that it asks for",
			file->path);
}

/* Each of the NAMES is one that at least one file has. */
static void add_asked(struct gathering *gathering, const struct stringlist *names, bool groups)
{
	for (size_t i = 0; i < names->count; i++) {
		bool found = false;

		for (size_t j = 0; j < gathering->count; j++)
			found |= groups ? add_group(gathering, &gathering->files[j],
						  names->items[i], 0)
					: add_extra(gathering, &gathering->files[j],
						  names->items[i], NULL, 0);
		if (!found)
			die(EXIT_NO, "%s: has no %s '%s'", gathering->files[0].path,
				groups ? "dependency group" : "extra", names->items[i]);
	}
}

void projectfiles_requirements(const struct projectfile *files, size_t count,
	const struct projectquestion *question, struct text *out)
{
	struct gathering gathering = {files, count, question, out, {0}, {0}};

	for (size_t i = 0; i < count; i++)
		if (files[i].name)
			stringlist_add(&gathering.own, xstrdup(files[i].name));
	for (size_t i = 0; i < count; i++) {
		const char *const keys[] = {"tool", "uv", "sources", NULL};
		const json_t *sources = projectfile_table(&files[i], keys);
		const char *name;
		json_t *source;

		projectfile_check(&files[i], question->python);
		poetryproject_check(&files[i], question->python);
		if (json_is_object(sources))
			json_object_foreach (unconst(sources), name, source)
				check_source(&gathering, &files[i], name, source);
		add_dependencies(&gathering, &files[i]);
	}
	add_asked(&gathering, &question->extras, false);
	add_asked(&gathering, &question->groups, true);
	stringlist_free(&gathering.own);
	stringlist_free(&gathering.done);
}
