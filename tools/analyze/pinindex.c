/* SPDX-License-Identifier: MIT */
#include "analyze/pinindex.h"

#include <stdlib.h>
#include <string.h>

#include "analyze/filerequires.h"
#include "fetch/policypages.h"
#include "fetch/prefer.h"
#include "fetch/projectquery.h"
#include "lib/cleanup.h"
#include "lib/json.h"
#include "pypa/version.h"
#include "resolve/pageview.h"

static const struct download_options defaults = {.jobs = 16, .retries = 3, .timeout = 60};

/* A pin, and the index that is asked for it. */
struct lookup {
	struct pin *pin;
	char *index; /* its name */
	bool is_extra;
	struct project_query query;
	const struct project_file *file; /* the one that is looked at; NULL until it is found */
};

/* --- the files of a release -------------------------------------------------------------- */

static bool is_prerelease(const struct project_file *file)
{
	struct version version;

	return version_scan(file->version, &version) && (version.pre.at || version.dev.at);
}

static bool has_tag(const struct pinindex *index, const struct project_file *file)
{
	return !file->is_wheel || prefer_rank(file, index->tags) >= 0;
}

static bool fits(const struct pinindex *index, const struct project_file *file)
{
	return pageview_takes_python(file, index->python) && has_tag(index, file);
}

/* Whether A is rather looked at than B. */
static bool is_better(
	const struct pinindex *index, const struct project_file *a, const struct project_file *b)
{
	if (fits(index, a) != fits(index, b))
		return fits(index, a);
	if (a->is_wheel != b->is_wheel)
		return a->is_wheel;
	if (is_prerelease(a) != is_prerelease(b))
		return is_prerelease(b);
	return strcmp(a->filename, b->filename) < 0;
}

/* Of a pin without a version the newest file that is a wheel as BEST is, or not. */
static const struct project_file *newest(
	const struct project *project, const struct project_file *best)
{
	const struct project_file *found = NULL;

	for (size_t i = 0; i < project->count; i++) {
		const struct project_file *file = project->files[i];

		if (file->version && file->is_wheel == best->is_wheel &&
			(!found || project_compare(file->version, found->version) > 0))
			found = file;
	}
	return found;
}

/* The file of the pin's release, or of any, to look at; NULL when there is none. */
static const struct project_file *file_of(
	const struct pinindex *index, const struct project *project, const struct pin *pin)
{
	const struct project_file *best = NULL;

	for (size_t i = 0; i < project->count; i++) {
		const struct project_file *file = project->files[i];

		if (file->version &&
			(!pin->version || project_compare(file->version, pin->version) == 0) &&
			(!best || is_better(index, file, best)))
			best = file;
	}
	return best && !pin->version ? newest(project, best) : best;
}

static bool has_release(const struct project *project)
{
	for (size_t i = 0; i < project->count; i++)
		if (project->files[i]->version && !project->files[i]->yanked &&
			!is_prerelease(project->files[i]))
			return true;
	return false;
}

static void judge(const struct pinindex *index, const struct lookup *lookup)
{
	const struct project_file *file = lookup->file;
	struct pin *pin = lookup->pin;

	pin->only_by_name =
		pin->version &&
		(file->yanked || (is_prerelease(file) && has_release(&lookup->query.project)));
	if (!pageview_takes_python(file, index->python))
		pin->reason = xprintf("wants Python %s", file->requires_python);
	else if (!has_tag(index, file))
		pin->reason = xstrdup("has no file for the target");
}

/* --- at which index it is --------------------------------------------------------------- */

/* Sets up the question to the policy's index, or to the extra one of URL. */
static void begin_query(
	const struct pinindex *index, struct lookup *lookup, const char *extra, const char *url)
{
	struct project_query *query = &lookup->query;

	query_free(query);
	*query = (struct project_query){.name = lookup->pin->requirement.name};
	free(lookup->index);
	lookup->index = xstrdup(extra ? extra : policy_index_of(index->policy, query->name));
	lookup->is_extra = extra != NULL;
	query->index = lookup->index;
	if (extra) {
		_cleanup_json_ json_t *base = json_string(url);

		stringlist_add(&query->urls, policy_page(base, query->name, "--extra-index-url"));
	} else {
		query->urls = policy_pages(index->policy, query->index, query->name);
	}
	query->limits = policy_limits(index->policy, query->index, &defaults);
	query_begin(query);
}

/* Asks one index for all pins that are not found yet. */
static void ask(const struct pinindex *index, struct lookup *lookups, size_t count,
	const char *extra, const char *url)
{
	struct downloads *downloads = downloads_begin(&defaults);

	for (size_t i = 0; i < count; i++) {
		if (lookups[i].file)
			continue;
		begin_query(index, &lookups[i], extra, url);
		downloads_add(downloads, &lookups[i].query.transfer);
	}
	downloads_end(downloads);
	for (size_t i = 0; i < count; i++) {
		const struct project_query *query = &lookups[i].query;

		if (lookups[i].file)
			continue;
		if (query->result == QUERY_FAILED)
			die(query->refused ? EXIT_NO : EXIT_SYSTEM, "%s", query->failure);
		if (query->result == QUERY_FOUND)
			lookups[i].file = file_of(index, &query->project, lookups[i].pin);
	}
}

/* --- all of it ------------------------------------------------------------------------------ */

static char *extra_name(size_t place)
{
	return place ? xprintf("extra%zu", place) : xstrdup("extra");
}

static void add_variables(struct pinfile *file, const struct lookup *lookups)
{
	_cleanup_(stringlist_free) struct stringlist names = {0}, at = {0};
	_cleanup_(text_free) struct text joined = {0};

	for (size_t i = 0; i < file->extra_indexes.count; i++)
		stringlist_add(&names, extra_name(i));
	list_join(&names, " ", &joined);
	if (joined.length)
		stringlist_add(&file->variables,
			xprintf("PYLOCK_INDEXES := default %s", text_string(&joined)));
	for (size_t i = 0; i < names.count; i++)
		stringlist_add(
			&file->variables, xprintf("PYLOCK_INDEX_URL.%s := %s", names.items[i],
						  file->extra_indexes.items[i]));
	for (size_t i = 0; i < file->count; i++)
		if (lookups[i].file && lookups[i].is_extra)
			stringlist_add(&at, xprintf("PYLOCK_INDEX.%s := %s", lookups[i].query.name,
						    lookups[i].index));
	stringlist_sort_unique(&at);
	for (size_t i = 0; i < at.count; i++)
		stringlist_add(&file->variables, xstrdup(at.items[i]));
}

static void note(struct pinfile *file, const struct pin *pin, const char *what, const char *why)
{
	stringlist_add(
		&file->notes, xprintf("%s: %s: %s%s", pin->place, pin->text, what, why ? why : ""));
}

/* Asks what the files that were found require. */
static void learn(const struct pinindex *index, struct pinfile *file, struct lookup *lookups)
{
	_cleanup_free_ struct filerequires *asked = xalloc(file->count, sizeof *asked);
	size_t count = 0;

	for (size_t i = 0; i < file->count; i++)
		if (lookups[i].file)
			asked[count++] = (struct filerequires){
				.index = lookups[i].index, .file = lookups[i].file};
	filerequires_ask(asked, count, index->policy, &index->reader);
	count = 0;
	for (size_t i = 0; i < file->count; i++) {
		struct pin *pin = lookups[i].pin;

		if (!lookups[i].file) {
			pin->reason = xstrdup("not at the index");
			note(file, pin, "not at the index: is it the name of another?", NULL);
			continue;
		}
		judge(index, &lookups[i]);
		if (asked[count].unknown)
			note(file, pin, "what it requires is not known: ", asked[count].unknown);
		pin->requires = steal(&asked[count].requires);
		pin->count = asked[count].count;
		asked[count].count = 0;
		filerequires_free(&asked[count++]);
	}
}

void pinindex_look_up(const struct pinindex *index, struct pinfile *file)
{
	_cleanup_free_ struct lookup *lookups = xalloc(file->count, sizeof *lookups);

	for (size_t i = 0; i < file->count; i++)
		lookups[i].pin = &file->pins[i];
	ask(index, lookups, file->count, NULL, NULL);
	for (size_t i = 0; i < file->extra_indexes.count; i++) {
		_cleanup_free_ char *name = extra_name(i);

		ask(index, lookups, file->count, name, file->extra_indexes.items[i]);
	}
	learn(index, file, lookups);
	add_variables(file, lookups);
	for (size_t i = 0; i < file->count; i++) {
		query_free(&lookups[i].query);
		free(lookups[i].index);
	}
}
