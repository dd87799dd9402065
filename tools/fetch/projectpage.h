/* SPDX-License-Identifier: MIT */
/* projectpage.h: a project's page (project.h), written again. */
#ifndef FETCH_PROJECTPAGE_H
#define FETCH_PROJECTPAGE_H

#include "fetch/project.h"
#include "lib/text.h"

/* The page in JSON (PEP 691, 700) and in HTML (PEP 503). */
struct text project_json(const struct project *project);
struct text project_html(const struct project *project);

#endif
