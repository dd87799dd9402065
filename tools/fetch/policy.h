/* SPDX-License-Identifier: MIT */
/* policy.h: which index each package comes from, and which of its files is meant (policy.json).
 *
 *   {"indexes": {"default": {"url": "https://…", "mirrors": [], "timeout": 60, "retries": 3}, …},
 *    "packages": [{"pattern": "torch", "index": "jetson"}, …],
 *    "prefer": [{"pattern": "torch*", "rules": ["tag:linux_aarch64", "local:cu129"]}, …]}
 *
 * Its member `allowed` is described by allowedfiles.h. A pattern is a normalized name or a glob;
 * the first that matches counts. What is only about rules needs no indexes. */
#ifndef FETCH_POLICY_H
#define FETCH_POLICY_H

#include "fetch/download.h"
#include "lib/json.h"

struct policy {
	const char *path; /* of the caller; for messages */
	json_t *json;
};

/* Reads and checks the policy. Dies with EXIT_NO when it is malformed. Without PATH (NULL):
 * everything comes from `default`, nothing is preferred. */
struct policy policy_read(const char *path);
void policy_free(struct policy *policy);

/* The name of the index that the package (normalized) comes from. Owned by POLICY. */
const char *policy_index_of(const struct policy *policy, const char *package);

/* What the policy says of that index: an object with url, mirrors; NULL when it has no such index.
 */
const json_t *policy_index(const struct policy *policy, const char *index);

/* How long and how often to try there. OTHERWISE is for what the policy does not say. */
struct download_options policy_limits(
	const struct policy *policy, const char *index, const struct download_options *otherwise);

/* The package's rules, an array of strings, and the pattern that they stand under; NULL when it has
 * none. */
const json_t *policy_rules_of(
	const struct policy *policy, const char *package, const char **pattern);

/* What the requirements allow (allowedfiles.h); NULL when they are not limited. */
const json_t *policy_allowed(const struct policy *policy);

#endif
