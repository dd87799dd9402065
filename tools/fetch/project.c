/* SPDX-License-Identifier: MIT */
#include "fetch/project.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/moment.h"
#include "pypa/version.h"

/* --- a file ------------------------------------------------------------------- */

static char *normal_version(const char *text, bool local)
{
	struct text normal = {0};
	struct version version;

	if (!version_scan(text, &version) || text[version.length])
		return NULL;
	if (!local)
		version.local = (struct version_part){0};
	version_add(&normal, &version, false);
	return text_take(&normal);
}

/* NAME and VERSION as a filename has them. */
static void set_release(struct project_file *file, const char *name, const char *version)
{
	file->version = normal_version(version, true);
	if (!file->version)
		return;
	file->release = normal_version(version, false);
	file->name = name_normalize(name);
}

/* NAME-VERSION[-BUILD]-PYTHON-ABI-PLATFORM.whl; a malformed tag makes it fit nothing. */
static void read_wheel_name(struct project_file *file)
{
	_cleanup_free_ char *stem =
		xstrndup(file->filename, strlen(file->filename) - strlen(".whl"));
	char *parts[6] = {0}, *rest = stem;
	size_t count = 0;

	for (; rest && count < 6; count++)
		parts[count] = strsep(&rest, "-");
	if (rest || count < 5)
		return;
	file->name = name_normalize(parts[0]);
	file->version = normal_version(parts[1], true);
	file->release = normal_version(parts[1], false);
	wheel_name_parse(file->filename, &file->wheel);
}

static void read_sdist_name(struct project_file *file)
{
	const char *suffix = ends_with(file->filename, ".zip") ? ".zip" : ".tar.gz";

	if (!ends_with(file->filename, suffix))
		return;
	_cleanup_free_ char *stem =
		xstrndup(file->filename, strlen(file->filename) - strlen(suffix));
	char *dash = strrchr(stem, '-');

	if (!dash)
		return;
	*dash = '\0';
	set_release(file, stem, dash + 1);
}

static const char *member(const struct project_file *file, const char *name)
{
	return json_string_value(json_object_get(file->entry, name));
}

static struct project_file *file_of(json_t *entry)
{
	struct project_file *file = xalloc(1, sizeof *file);
	const json_t *yanked = json_object_get(entry, "yanked");
	const char *sha256, *time;

	file->entry = entry;
	file->filename = member(file, "filename");
	file->url = member(file, "url");
	file->requires_python = member(file, "requires-python");
	file->is_wheel = ends_with(file->filename, ".whl");
	if (yanked && !json_is_false(yanked))
		file->yanked = json_is_string(yanked) ? json_string_value(yanked) : "";
	sha256 = json_string_value(json_object_get(json_object_get(entry, "hashes"), "sha256"));
	for (size_t i = 0; sha256 && sha256[i] && i + 1 < sizeof file->sha256; i++)
		file->sha256[i] = (char)tolower((unsigned char)sha256[i]);
	time = member(file, "upload-time");
	file->dated = time && moment_parse(time, &file->uploaded);
	if (file->is_wheel)
		read_wheel_name(file);
	else
		read_sdist_name(file);
	return file;
}

static void file_free(struct project_file *file)
{
	json_decref(file->entry);
	free(file->name);
	free(file->version);
	free(file->release);
	wheel_name_free(&file->wheel);
	free(file->path);
	free(file);
}

const char *project_local(const struct project_file *file)
{
	const char *plus = strchr(file->version, '+');

	return plus ? plus + 1 : "none";
}

/* --- the project --------------------------------------------------------------- */

struct project project_begin(const char *name)
{
	return (struct project){.name = xstrdup(name), .owns = true};
}

static void add(struct project *project, struct project_file *file)
{
	if ((project->count & (project->count + 1)) == 0)
		project->files =
			xrealloc(project->files, 2 * project->count + 2, sizeof *project->files);
	project->files[project->count++] = file;
}

void project_add_entry(struct project *project, json_t *entry)
{
	struct project_file *file = file_of(entry);

	if (file->name && strcmp(file->name, project->name) != 0)
		file_free(file);
	else
		add(project, file);
}

void project_add(struct project *project, const struct page *page, const struct page_link *link)
{
	json_t *entry = page_entry(page, link);

	if (entry)
		project_add_entry(project, entry);
}

struct project project_some(const struct project *project,
	bool (*keep)(const struct project_file *file, const void *data), const void *data)
{
	struct project some = {.name = xstrdup(project->name)};

	if (project->api_version)
		some.api_version = xstrdup(project->api_version);
	for (size_t i = 0; i < project->count; i++)
		if (keep(project->files[i], data))
			add(&some, project->files[i]);
	return some;
}

void project_take(struct project *project, struct project_file *file)
{
	add(project, file);
}

void project_free(struct project *project)
{
	for (size_t i = 0; project->owns && i < project->count; i++)
		file_free(project->files[i]);
	free(project->files);
	free(project->name);
	free(project->api_version);
	*project = (struct project){0};
}

int project_compare(const char *a, const char *b)
{
	struct version first, second;

	version_scan(a, &first);
	version_scan(b, &second);
	return version_compare(&first, &second);
}

/* A version, and its place on the page: of two spellings of one version the first counts. */
struct placed {
	const char *version;
	size_t place;
};

static int by_version(const void *a, const void *b)
{
	const struct placed *first = a, *second = b;
	int order = project_compare(first->version, second->version);

	return order ? order : (first->place > second->place) - (first->place < second->place);
}

json_t *project_versions(const struct project *project)
{
	_cleanup_free_ struct placed *found = xalloc(project->count, sizeof *found);
	json_t *versions = json_array();
	size_t count = 0;

	for (size_t i = 0; i < project->count; i++)
		if (project->files[i]->version)
			found[count++] = (struct placed){project->files[i]->version, i};
	qsort(found, count, sizeof *found, by_version);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || project_compare(found[i - 1].version, found[i].version) != 0)
			json_array_append_new(versions, json_string(found[i].version));
	return versions;
}

bool project_has_metadata(const struct project_file *file)
{
	const json_t *metadata = json_object_get(file->entry, "core-metadata");

	if (!metadata)
		metadata = json_object_get(file->entry, "dist-info-metadata");
	return file->is_wheel && (json_is_true(metadata) || json_object_size(metadata));
}
