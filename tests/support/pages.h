/* SPDX-License-Identifier: MIT */
/* pages.h: projects out of pages that a unit test writes down. */
#ifndef PAGES_H
#define PAGES_H

#include "fetch/project.h"
#include "lib/cleanup.h"

struct pages_reading {
	struct page page;
	struct project project;
};

static inline void pages_take(void *data, const struct page_link *link)
{
	struct pages_reading *reading = data;

	project_add(&reading->project, &reading->page, link);
}

/* The project `demo` of the page TEXT at http://x/simple/demo/. */
static inline struct project pages_project(const char *type, const char *text)
{
	struct pages_reading reading = {.project = project_begin("demo")};

	assert_true(page_begin(&reading.page, type, "http://x/simple/demo/", pages_take, &reading));
	assert_true(page_add(&reading.page, text, strlen(text)));
	assert_true(page_end(&reading.page));
	page_free(&reading.page);
	return reading.project;
}

/* The project `demo` with files of these names, up to NULL, each with the SHA-256 of its place. */
static inline struct project pages_files(const char *const *names)
{
	struct project project = project_begin("demo");

	for (size_t i = 0; names[i]; i++) {
		_cleanup_free_ char *sha256 = xprintf("%064zx", i);

		project_add_entry(
			&project, json_pack("{s:s, s:s, s:{s:s}}", "filename", names[i], "url",
					  "http://x/f", "hashes", "sha256", sha256));
	}
	return project;
}

/* The names of the files, with spaces between; the caller frees. */
static inline char *pages_names(const struct project *project)
{
	struct text names = {0};

	for (size_t i = 0; i < project->count; i++)
		text_printf(&names, "%s%s", i ? " " : "", project->files[i]->filename);
	return names.length ? text_take(&names) : xstrdup("");
}

#endif
