/* SPDX-License-Identifier: MIT */
/* policypages.h: where the pages of a project are that the policy (policy.h) sends it to. */
#ifndef FETCH_POLICYPAGES_H
#define FETCH_POLICYPAGES_H

#include "fetch/policy.h"
#include "lib/stringlist.h"

/* Where the page of the project (normalized) is: at that index, then at its mirrors. Dies with
 * EXIT_NO when the policy has no such index, or its addresses are not http or https. */
struct stringlist policy_pages(const struct policy *policy, const char *index, const char *project);

/* The project's page at the index of that address. Dies with EXIT_NO, beginning with WHERE, when
 * the address is not http or https. */
char *policy_page(const json_t *url, const char *project, const char *where);

#endif
