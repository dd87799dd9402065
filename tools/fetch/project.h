/* SPDX-License-Identifier: MIT */
/* project.h: a project at a package index: the files that its page lists.
 *
 * What each file is follows from its name (PyPA "Binary distribution format", "Source distribution
 * format") and from what the page says of it (PEP 691, 700, 714). */
#ifndef FETCH_PROJECT_H
#define FETCH_PROJECT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "fetch/page.h"
#include "lib/text.h"
#include "pypa/name.h"

struct project_file {
	json_t *entry;               /* what PEP 691 says of it, its URL absolute */
	const char *filename, *url;  /* these and the following are owned by ENTRY; */
	const char *requires_python; /* or NULL */
	const char *yanked; /* the reason, "" when none is given; NULL when it was not withdrawn */
	bool is_wheel;
	char *name;    /* normalized; NULL for an egg or an installer, which nobody takes */
	char *version; /* normalized; NULL together with the name */
	char *release; /* the version without its local part */
	struct wheel_name wheel; /* its tags; these are NULL for what is no wheel's name */
	char sha256[65];         /* lower case, "" when the page does not say */
	bool dated;
	int64_t uploaded;   /* microseconds since 1970 (moment.h), if dated */
	const char *source; /* the caller's: which index has it */
	char *path;         /* where its content is on this machine, or NULL; freed with the file */
};

struct project {
	char *name;        /* normalized */
	char *api_version; /* that its page follows */
	size_t count;
	struct project_file **files; /* in the page's order */
	bool owns;                   /* whether project_free frees the files too */
};

/* An empty one. */
struct project project_begin(const char *name);

/* Takes a file that the page has (during the call of its LINK), unless it is another project's. */
void project_add(struct project *project, const struct page *page, const struct page_link *link);

/* Takes a file of which ENTRY, which it owns from now on, says all. */
void project_add_entry(struct project *project, json_t *entry);

/* Some of the files of another, which has to live longer: those for which KEEP says so. */
struct project project_some(const struct project *project,
	bool (*keep)(const struct project_file *file, const void *data), const void *data);

/* Adds a file of another, which has to live longer. */
void project_take(struct project *project, struct project_file *file);

/* May be called twice. For _cleanup_. */
void project_free(struct project *project);

/* Below, equal to or above 0 as versions A and B compare (version.h). */
int project_compare(const char *a, const char *b);

/* The versions of the files, each once, the lowest first: an array of strings. */
json_t *project_versions(const struct project *project);

/* Whether its index has the metadata of FILE, a wheel, beside it, at its URL with `.metadata` (PEP
 * 658, 714). */
bool project_has_metadata(const struct project_file *file);

/* The part of the version without its local label, which is `none` when it has none. */
const char *project_local(const struct project_file *file);

#endif
