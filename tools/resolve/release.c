/* SPDX-License-Identifier: MIT */
#include "resolve/release.h"

#include <stdlib.h>
#include <string.h>

#include "fetch/policypages.h"
#include "lib/cleanup.h"

static const struct download_options defaults = {.jobs = 16, .retries = 3, .timeout = 60};

/* --- what the indexes have ------------------------------------------------------ */

struct release release_begin(const struct resolved_release *resolved, const struct policy *policy)
{
	struct release release = {
		.resolved = resolved,
		.public_version = xstrndup(resolved->version, strcspn(resolved->version, "+")),
		.index = policy_index_of(policy, resolved->name),
	};
	_cleanup_(stringlist_free) struct stringlist pages =
		policy_pages(policy, release.index, resolved->name);

	release.query_count = pages.count;
	release.queries = xalloc(pages.count, sizeof *release.queries);
	release.sources = xalloc(pages.count, sizeof *release.sources);
	for (size_t i = 0; i < pages.count; i++) {
		struct project_query *query = &release.queries[i];

		query->index = release.index;
		query->name = resolved->name;
		query->limits = policy_limits(policy, release.index, &defaults);
		/* The first asks the index, and when that does not answer, the mirrors. */
		for (size_t k = i; k < (i ? i + 1 : pages.count); k++)
			stringlist_add(&query->urls, xstrdup(pages.items[k]));
		release.sources[i] =
			i ? xprintf("%s (mirror %zu)", release.index, i) : xstrdup(release.index);
	}
	return release;
}

/* Whether a file exists for the target's Python and before the date. */
static bool exists(const struct project_file *file, const struct release_target *target)
{
	return (!target->limited || pageview_existed(file, target->limit)) &&
	       pageview_takes_python(file, target->python);
}

static bool has_string(const struct stringlist *list, const char *string)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], string) == 0)
			return true;
	return false;
}

static bool is_of_version(const struct project_file *file, const void *version)
{
	return project_compare(file->version, version) == 0;
}

/* Withdrawn files count only where the resolver took them. */
static bool is_candidate(const struct project_file *file, const void *data)
{
	const struct resolved_release *resolved = data;

	return !file->yanked ||
	       (is_of_version(file, resolved->version) &&
		       (!resolved->lists || has_string(&resolved->files, file->filename)));
}

static void take(struct project *own, struct project_file *file, const char *source)
{
	own->files = xrealloc(own->files, own->count + 1, sizeof *own->files);
	file->source = source;
	own->files[own->count++] = file;
}

/* Whether OWN has a file of that name, with another hash only. What the index itself has without a
 * hash is what is taken. */
static bool is_other(const struct project *own, const struct project_file *file)
{
	bool named = false;

	for (size_t i = 0; i < own->count; i++) {
		if (strcmp(own->files[i]->filename, file->filename) != 0)
			continue;
		named = true;
		if (!*own->files[i]->sha256 || strcmp(own->files[i]->sha256, file->sha256) == 0)
			return false;
	}
	return named && *file->sha256;
}

static void collect(struct release *release, const struct release_target *target)
{
	_cleanup_(project_free) struct project own = {.name = xstrdup(release->resolved->name)};
	const struct project *page = &release->queries[0].project;

	for (size_t i = 0; i < page->count; i++) {
		struct project_file *file = page->files[i];

		if (file->release && strcmp(file->release, release->public_version) == 0 &&
			exists(file, target))
			take(&own, file, release->sources[0]);
	}
	for (size_t i = 1; i < release->query_count; i++) {
		page = &release->queries[i].project;
		for (size_t k = 0; release->queries[i].result == QUERY_FOUND && k < page->count;
			k++)
			if (page->files[k]->version && is_other(&own, page->files[k]))
				take(&own, page->files[k], release->sources[i]);
	}
	release->files = project_some(&own, is_candidate, release->resolved);
}

static enum exit_status judge(const struct release *release)
{
	const struct project_query *query = &release->queries[0];

	if (query->result == QUERY_FOUND)
		return EXIT_YES;
	if (query->result == QUERY_MISSING) {
		warn("%s: not at index '%s'", query->name, query->index);
		return EXIT_NO;
	}
	warn("%s", query->failure);
	return query->refused ? EXIT_NO : EXIT_SYSTEM;
}

enum exit_status releases_load(
	struct release *releases, size_t count, const struct release_target *target)
{
	struct downloads *downloads = downloads_begin(&defaults);

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < releases[i].query_count; k++) {
			query_begin(&releases[i].queries[k]);
			downloads_add(downloads, &releases[i].queries[k].transfer);
		}
	downloads_end(downloads);
	for (size_t i = 0; i < count; i++) {
		enum exit_status status = judge(&releases[i]);

		if (status != EXIT_YES)
			return status;
		collect(&releases[i], target);
	}
	return EXIT_YES;
}

void release_free(struct release *release)
{
	for (size_t i = 0; i < release->query_count; i++) {
		query_free(&release->queries[i]);
		free(release->sources[i]);
	}
	free(release->queries);
	free(release->sources);
	free(release->public_version);
	free(release->exact);
	project_free(&release->files);
	project_free(&release->meant);
	text_free(&release->decided);
	stringlist_free(&release->over);
}
