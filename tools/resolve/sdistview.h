/* SPDX-License-Identifier: MIT */
/* sdistview.h: sdists as a resolver sees them that shall build nothing: as wheels for any machine,
 * whose metadata (PEP 658) is to be had from whoever serves the page. */
#ifndef RESOLVE_SDISTVIEW_H
#define RESOLVE_SDISTVIEW_H

#include "resolve/pageview.h"

/* The files of SEEN, which has to live longer, but where a version has no wheel for the target of
 * VIEW that was not withdrawn, its first sdist is at BASE/<its file name>/<the wheel's file name>,
 * and has metadata. The result owns its files. */
struct project sdistview_of(
	const struct pageview *view, const struct project *seen, const char *base);

/* The page of PROJECT as a resolver sees it (pageview_resolver), in HTML or JSON; sdists stay as
 * they are when BASE is NULL. */
struct text sdistview_page(const struct pageview *view, const struct project *project, bool html,
	const char *base, json_t *left_out);

#endif
