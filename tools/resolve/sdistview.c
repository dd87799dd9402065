/* SPDX-License-Identifier: MIT */
#include "resolve/sdistview.h"

#include <string.h>

#include "fetch/prefer.h"
#include "fetch/projectpage.h"
#include "lib/cleanup.h"
#include "lib/text.h"

/* What file names of sdists are made of; others are nobody's. */
static const char ordinary[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+!-";

static bool is_taken(const struct pageview *view, const struct project_file *file)
{
	return file->is_wheel && !file->yanked &&
	       (!view->python || pageview_takes_python(file, view->python)) &&
	       (!view->tags || prefer_rank(file, view->tags) >= 0);
}

/* Whether the file at PLACE is the sdist that a resolver takes of its version. */
static bool is_wanted(const struct pageview *view, const struct project *seen, size_t place)
{
	const struct project_file *file = seen->files[place];

	if (file->is_wheel || !file->version || file->filename[strspn(file->filename, ordinary)])
		return false;
	for (size_t i = 0; i < seen->count; i++) {
		const struct project_file *other = seen->files[i];

		if (!other->version || strcmp(other->version, file->version) != 0)
			continue;
		if (is_taken(view, other) || (i < place && !other->is_wheel && !other->yanked))
			return false;
	}
	return true;
}

static json_t *as_wheel(const struct project_file *file, const char *base)
{
	json_t *entry = json_copy(file->entry);
	_cleanup_free_ char *filename =
		xprintf("%s-%s-py3-none-any.whl", file->name, file->version);
	_cleanup_free_ char *url = NULL;

	for (char *p = filename; p < filename + strlen(file->name); p++)
		if (*p == '-')
			*p = '_';
	url = xprintf("%s/%s/%s", base, file->filename, filename);
	json_object_set_new(entry, "filename", json_string(filename));
	json_object_set_new(entry, "url", json_string(url));
	json_object_set_new(entry, "core-metadata", json_true());
	json_object_del(entry, "dist-info-metadata");
	return entry;
}

struct project sdistview_of(
	const struct pageview *view, const struct project *seen, const char *base)
{
	struct project project = project_begin(seen->name);

	for (size_t i = 0; i < seen->count; i++) {
		const struct project_file *file = seen->files[i];

		project_add_entry(&project,
			is_wanted(view, seen, i) ? as_wheel(file, base) : json_incref(file->entry));
	}
	return project;
}

struct text sdistview_page(const struct pageview *view, const struct project *project, bool html,
	const char *base, json_t *left_out)
{
	_cleanup_(project_free) struct project seen = pageview_resolver(view, project, left_out);
	_cleanup_(project_free) struct project shown = {0};

	if (base)
		shown = sdistview_of(view, &seen, base);
	return (html ? project_html : project_json)(base ? &shown : &seen);
}
