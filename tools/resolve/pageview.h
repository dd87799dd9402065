/* SPDX-License-Identifier: MIT */
/* pageview.h: what is to be seen of a project's page: by a resolver, which shall find what the
 * policy means and nothing else, and by programs that look for releases. */
#ifndef RESOLVE_PAGEVIEW_H
#define RESOLVE_PAGEVIEW_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "fetch/policy.h"
#include "fetch/project.h"
#include "pypa/tags.h"

/* What limits the view. */
struct pageview {
	const struct policy *policy;
	const struct tags *tags; /* of the target; NULL: nothing is preferred */
	char *python; /* of the target, in full: files that do not take it are not there where their
			 version has others that do; NULL: all are; owned by the caller */
	bool fitting; /* wheels that the target does not take are not there */
	bool limited; /* what was uploaded at LIMIT (moment.h) or later does not exist */
	int64_t limit;
};

/* What a resolver sees of the page; a file whose time nobody knows does not exist when there is a
 * limit. The versions that only the preferences, or what
 * the requirements allow (allowedfiles.h), left out are appended to LEFT_OUT. The result does
 * not own its files. */
struct project pageview_resolver(
	const struct pageview *view, const struct project *project, json_t *left_out);

/* All files that have a version and existed, or may have, by the limit: an array of
 *   {"filename", "url", "version", "wheel": whether it is one, "metadata": whether URL.metadata has
 * it (PEP 658), "yanked": reason or null, "requiresPython": or null, "sha256", "platforms": [of its
 * tags], "glibc": [minor versions that these promise to be enough]}, with a TARGET (what
 * target.json has; NULL for none) also
 *   {"python": whether it takes the target's Python, "fits": whether the tags fit, "meant": whether
 * the preferences leave it}. */
json_t *pageview_files(
	const struct pageview *view, const struct project *project, const json_t *target);

/* Whether the file takes a Python of that full version; a specifier that is none takes any. */
bool pageview_takes_python(const struct project_file *file, const char *python);

/* Whether the file had been uploaded before LIMIT; one of which nobody knows counts. */
bool pageview_existed(const struct project_file *file, int64_t limit);

#endif
