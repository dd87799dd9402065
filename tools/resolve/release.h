/* SPDX-License-Identifier: MIT */
/* release.h: the files of a resolved release at its index and at that index's mirrors, and which of
 *them are meant.
 *
 *	release_begin for each, releases_load for all, release_decide for each, release_free for
 *each */
#ifndef RESOLVE_RELEASE_H
#define RESOLVE_RELEASE_H

#include <stdbool.h>

#include "fetch/policy.h"
#include "fetch/project.h"
#include "fetch/projectquery.h"
#include "lib/moment.h"
#include "pypa/tags.h"
#include "resolve/pageview.h"
#include "resolve/resolved.h"

/* For whom files are. */
struct release_target {
	const char *name;
	const char *python; /* in full */
	const struct tags *tags;
	bool limited; /* what was uploaded at LIMIT or later does not exist */
	int64_t limit;
};

struct release {
	const struct resolved_release *resolved;
	char *public_version; /* without a local part */
	const char *index;    /* its name */
	struct project files; /* that count */
	char *exact; /* the version with a local label that a package asks for by ==, or NULL */

	struct project meant;   /* after release_decide */
	struct text decided;    /* the rules that left some out, or "" */
	struct stringlist over; /* what these left out, sorted */

	/* Private to release.c: the index and, each alone, its mirrors. */
	size_t query_count;
	struct project_query *queries;
	char **sources;
};

/* RESOLVED and POLICY have to live as long. */
struct release release_begin(const struct resolved_release *resolved, const struct policy *policy);

/* Asks for all pages. Returns EXIT_YES, or why not all can be had, which is reported. */
enum exit_status releases_load(
	struct release *releases, size_t count, const struct release_target *target);

void release_free(struct release *release);

#endif
