/* SPDX-License-Identifier: MIT */
#include "fetch/policy.h"

#include <fnmatch.h>
#include <string.h>

#include "fetch/allowedfiles.h"
#include "lib/cleanup.h"

enum { MAX_POLICY = 16 << 20 };

static void check_rules(const json_t *entries, const char *member, const char *path)
{
	const json_t *entry, *rule;
	size_t i, k;

	json_array_foreach (entries, i, entry) {
		_cleanup_free_ char *where = xprintf("%s: %s[%zu]", path, member, i);

		json_want_string(entry, "pattern", where);
		if (strcmp(member, "packages") == 0) {
			json_want_string(entry, "index", where);
			continue;
		}
		const json_t *rules = json_want_array(entry, "rules", where);

		json_array_foreach (rules, k, rule)
			if (!json_is_string(rule) || !strchr(json_string_value(rule), ':'))
				die(EXIT_NO,
					"%s: .rules[%zu]: not a rule such as tag:linux_aarch64",
					where, k);
	}
}

struct policy policy_read(const char *path)
{
	struct policy policy = {
		.path = path, .json = path ? json_read(path, MAX_POLICY) : json_object()};

	if (!path)
		return policy;
	json_get_object(policy.json, "indexes", path);
	check_rules(json_get_array(policy.json, "packages", path), "packages", path);
	check_rules(json_get_array(policy.json, "prefer", path), "prefer", path);
	allowedfiles_check(policy_allowed(&policy), path);
	return policy;
}

void policy_free(struct policy *policy)
{
	json_decref(policy->json);
	policy->json = NULL;
}

/* The first entry of MEMBER whose pattern the name matches, or NULL. */
static const json_t *entry_of(const struct policy *policy, const char *member, const char *package)
{
	const json_t *entry;
	size_t i;

	json_array_foreach (json_object_get(policy->json, member), i, entry)
		if (fnmatch(json_string_value(json_object_get(entry, "pattern")), package, 0) == 0)
			return entry;
	return NULL;
}

const char *policy_index_of(const struct policy *policy, const char *package)
{
	const json_t *entry = entry_of(policy, "packages", package);

	return entry ? json_string_value(json_object_get(entry, "index")) : "default";
}

const json_t *policy_index(const struct policy *policy, const char *index)
{
	const json_t *found = json_object_get(json_object_get(policy->json, "indexes"), index);

	return json_is_object(found) ? found : NULL;
}

struct download_options policy_limits(
	const struct policy *policy, const char *index, const struct download_options *otherwise)
{
	const json_t *found = policy_index(policy, index);
	struct download_options limits = *otherwise;

	limits.timeout = (unsigned)json_get_size(found, "timeout", limits.timeout, policy->path);
	limits.retries = (unsigned)json_get_size(found, "retries", limits.retries, policy->path);
	if (limits.timeout < 1 || limits.timeout > 3600 || limits.retries > 100)
		die(EXIT_NO, "%s: index '%.100s': timeout is 1 to 3600 s, retries 0 to 100",
			policy->path, index);
	return limits;
}

const json_t *policy_rules_of(
	const struct policy *policy, const char *package, const char **pattern)
{
	const json_t *entry = entry_of(policy, "prefer", package);

	if (!entry)
		return NULL;
	*pattern = json_string_value(json_object_get(entry, "pattern"));
	return json_object_get(entry, "rules");
}

const json_t *policy_allowed(const struct policy *policy)
{
	return json_get_object(policy->json, "allowed", policy->path);
}
