/* SPDX-License-Identifier: MIT */
#include "fetch/index.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/url.h"
#include "pypa/name.h"
#include "pypa/version.h"

enum { MAX_SIBLINGS = 4 };

static struct index_query *query_of(struct transfer *transfer)
{
	return (struct index_query *)((char *)transfer - offsetof(struct index_query, transfer));
}

/* --- what is there instead, to be told when a file is not --- */

/* The version in FILENAME as it is spelled there; NULL when that is no file of a distribution. */
static char *version_of(const char *filename)
{
	struct wheel_name wheel = {0};
	struct sdist_name sdist = {0};
	char *version = NULL;

	if (!wheel_name_parse(filename, &wheel))
		version = xstrdup(wheel.version);
	else if (!sdist_name_parse(filename, &sdist))
		version = xstrdup(sdist.version);
	wheel_name_free(&wheel);
	sdist_name_free(&sdist);
	return version;
}

static bool same_version(const char *a, const char *b)
{
	_cleanup_(text_free) struct text normal_a = {0}, normal_b = {0};
	struct version version_a, version_b;

	if (!version_scan(a, &version_a) || !version_scan(b, &version_b))
		return strcmp(a, b) == 0;
	version_add(&normal_a, &version_a, true);
	version_add(&normal_b, &version_b, true);
	return strcmp(text_string(&normal_a), text_string(&normal_b)) == 0;
}

static void note_version(struct index_query *query, const char *version)
{
	char **versions = query->versions;

	if (versions[0] && strcmp(versions[0], version) == 0)
		return;
	free(versions[INDEX_VERSIONS - 1]);
	memmove(versions + 1, versions, (INDEX_VERSIONS - 1) * sizeof *versions);
	versions[0] = xstrdup(version);
}

static bool found_all(const struct index_query *query)
{
	for (size_t i = 0; i < query->file_count; i++)
		if (!query->files[i]->url)
			return false;
	return true;
}

static void note_sibling(struct index_query *query, const char *filename)
{
	_cleanup_free_ char *version = found_all(query) ? NULL : version_of(filename);

	if (!version)
		return;
	note_version(query, version);
	for (size_t i = 0; i < query->file_count; i++) {
		struct index_file *file = query->files[i];

		if (same_version(version, file->version) && file->sibling_count++ < MAX_SIBLINGS)
			text_printf(&file->siblings, "%s%s", file->siblings.length ? ", " : "",
				filename);
	}
}

/* --- the page --- */

static void take_link(void *data, const struct page_link *link)
{
	struct index_query *query = data;

	for (size_t i = 0; i < query->file_count; i++) {
		struct index_file *file = query->files[i];

		if (file->certain || strcmp(file->filename, link->filename) != 0)
			continue;
		file->certain = digest_equal(&file->digest, &link->digest);
		if (!file->certain && *link->digest.hex) {
			file->other = link->digest;
		} else if (file->certain || !file->url) {
			free(file->url);
			file->url = page_resolve(&query->page, link);
			file->size = link->size;
		}
	}
	note_sibling(query, link->filename);
}

/* Lets go of the page, and of what is not a result. */
static void end_query(struct index_query *query)
{
	page_free(&query->page);
	for (size_t i = 0; i < INDEX_VERSIONS; i++)
		cleanup_free(&query->versions[i]);
	for (size_t i = 0; i < query->file_count; i++)
		text_free(&query->files[i]->siblings);
}

/* An attempt begins, with nothing of an earlier one. */
static void restart(struct index_query *query)
{
	end_query(query);
	for (size_t i = 0; i < query->file_count; i++) {
		struct index_file *file = query->files[i];

		cleanup_free(&file->url);
		file->certain = false;
		file->size = PAGE_UNKNOWN;
		file->other = (struct digest){""};
		file->sibling_count = 0;
	}
}

static bool accept(struct index_query *query, bool good)
{
	if (!good)
		transfer_fail(&query->transfer, DOWNLOAD_NO, "%s", query->page.error);
	return good;
}

static bool begin(struct transfer *transfer, const struct response *response)
{
	struct index_query *query = query_of(transfer);

	restart(query);
	return accept(
		query, page_begin(&query->page, response->type, response->url, take_link, query));
}

static bool body(struct transfer *transfer, const void *bytes, size_t length)
{
	struct index_query *query = query_of(transfer);

	return accept(query, page_add(&query->page, bytes, length));
}

static bool end(struct transfer *transfer)
{
	struct index_query *query = query_of(transfer);

	return accept(query, page_end(&query->page));
}

/* --- the result --- */

/* What the page has in the place of FILE. */
static void describe_rest(
	const struct index_query *query, const struct index_file *file, struct text *words)
{
	if (file->sibling_count > MAX_SIBLINGS)
		text_printf(words, "has %s and %zu more files of version %s",
			text_string(&file->siblings), file->sibling_count - MAX_SIBLINGS,
			file->version);
	else if (file->sibling_count)
		text_printf(words, "has %s", text_string(&file->siblings));
	else if (!query->versions[0])
		text_add_string(words, "has no files of it");
	else
		text_printf(words, "has no version %s; the last on its page:", file->version);
	for (size_t i = 0; i < INDEX_VERSIONS && query->versions[i] && !file->sibling_count; i++)
		text_printf(words, "%s %s", i ? "," : "", query->versions[i]);
}

static void report_file(const struct index_query *query, const struct index_file *file)
{
	_cleanup_free_ char *where = url_shown(query->urls[query->transfer.current]);
	_cleanup_(text_free) struct text rest = {0};

	if (*file->other.hex) {
		warn("%s: %s: locked with sha256 %s, but index '%s' (%s) has it with %s: the file "
		     "was "
		     "replaced after "
		     "the lock was made; if you trust it, lock it again (make upgrade), else use "
		     "an index "
		     "that "
		     "has the locked file",
			query->name, file->filename, file->digest.hex, query->alias, where,
			file->other.hex);
		return;
	}
	describe_rest(query, file, &rest);
	warn("%s: %s: not at index '%s' (%s), which %s", query->name, file->filename, query->alias,
		where, text_string(&rest));
}

/* Reports what was not found. */
static enum exit_status judge(const struct index_query *query)
{
	enum exit_status status = query->transfer.status;
	const char *reason = text_string(&query->transfer.reason);

	if (status == EXIT_NO)
		warn("%s: not at index '%s' (%s)", query->name, query->alias, reason);
	else if (status != EXIT_YES)
		warn("%s: index '%s': %s", query->name, query->alias, reason);
	else
		for (size_t i = 0; i < query->file_count; i++) {
			if (query->files[i]->url)
				continue;
			report_file(query, query->files[i]);
			status = EXIT_NO;
		}
	return status;
}

enum exit_status index_find(
	struct index_query *queries, size_t count, const struct download_options *options)
{
	static const struct receiver receiver = {.begin = begin, .body = body, .end = end};
	_cleanup_free_ struct transfer **transfers = xalloc(count, sizeof(struct transfer *));
	enum exit_status status = EXIT_YES;

	for (size_t i = 0; i < count; i++) {
		queries[i].transfer = (struct transfer){
			.urls = queries[i].urls,
			.url_count = queries[i].url_count,
			.receiver = &receiver,
			.accept = page_accept,
			.compressed = true,
			.options = queries[i].options,
		};
		transfers[i] = &queries[i].transfer;
	}
	download_all(transfers, count, options, NULL, NULL);
	for (size_t i = 0; i < count; i++) {
		enum exit_status one = judge(&queries[i]);

		if (status != EXIT_NO && one != EXIT_YES)
			status = one;
		transfer_free(transfers[i]);
		end_query(&queries[i]);
	}
	return status;
}
