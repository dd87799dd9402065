/* SPDX-License-Identifier: MIT */
/* project: the files of a page in either form, narrowed by rules, written as a page, and read
 * again. */
#include "fuzz.h"

#include "fetch/prefer.h"
#include "fetch/projectpage.h"
#include "lib/json.h"

struct reading {
	struct page page;
	struct project project;
};

static void take(void *data, const struct page_link *link)
{
	struct reading *reading = data;

	project_add(&reading->project, &reading->page, link);
}

static void reading_free(struct reading *reading)
{
	page_free(&reading->page);
	project_free(&reading->project);
}

/* Returns whether it is a page. */
static bool read_page(struct reading *reading, const char *type, const char *bytes, size_t size)
{
	reading->project = project_begin("demo");
	return page_begin(&reading->page, type, "http://host/simple/demo/", take, reading) &&
	       page_add(&reading->page, bytes, size) && page_end(&reading->page);
}

static bool keep_all(const struct project_file *file, const void *data)
{
	return file && !data;
}

static void narrow(const struct project *project)
{
	static const struct target target = {.python_major = 3,
		.python_minor = 11,
		.arch = "x86_64",
		.libc_major = 2,
		.libc_minor = 36};
	_cleanup_(tags_free) struct tags tags = tags_for(&target);
	_cleanup_(project_free) struct project some = project_some(project, keep_all, NULL);
	_cleanup_json_ json_t *rules =
		json_pack("[s, s, s]", "tag:*linux*", "local:cu1", "sha256:0");
	_cleanup_(text_free) struct text decided = {0};

	prefer_filter(&some, rules, &tags);
	fuzz_check(some.count <= project->count);
	prefer_narrow(&some, rules, &decided);
	fuzz_check(some.count > 0 || project->count == 0);
}

void fuzz_one(const uint8_t *bytes, size_t size)
{
	const unsigned choice = fuzz_choice(&bytes, &size);
	_cleanup_(reading_free) struct reading first = {0}, again = {0};
	_cleanup_(text_free) struct text page = {0}, same = {0};

	if (!read_page(&first, choice & 1 ? "application/json" : "text/html", (const char *)bytes,
		    size))
		return;
	narrow(&first.project);
	page = choice & 2 ? project_html(&first.project) : project_json(&first.project);
	if (!read_page(
		    &again, choice & 2 ? "text/html" : "application/json", page.bytes, page.length))
		return;
	fuzz_check(again.project.count <= first.project.count);
	same = choice & 2 ? project_html(&again.project) : project_json(&again.project);
	fuzz_check(again.project.count < first.project.count || choice & 2 ||
		   strcmp(text_string(&page), text_string(&same)) == 0);
}
