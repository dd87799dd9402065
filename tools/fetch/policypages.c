/* SPDX-License-Identifier: MIT */
#include "fetch/policypages.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/url.h"

char *policy_page(const json_t *url, const char *project, const char *where)
{
	const char *base = json_string_value(url);

	enum url_kind kind = base && !strpbrk(base, " \t\n") ? url_kind(base) : URL_BAD;

	if (kind == URL_BAD)
		die(EXIT_NO, "%s: not an http or https URL", where);
	return xprintf("%s%s%s/%s", base, ends_with(base, "/") ? "" : "/", project,
		kind == URL_FILE ? "index.html" : "");
}

struct stringlist policy_pages(const struct policy *policy, const char *index, const char *project)
{
	_cleanup_free_ char *where = xprintf("%s: index '%.100s'", policy->path, index);
	const json_t *found = policy_index(policy, index), *mirror;
	struct stringlist pages = {0};
	size_t i;

	if (!found)
		die(EXIT_NO, "%s: %s: it comes from index '%.100s', which the policy does not have",
			policy->path, project, index);
	json_want_string(found, "url", where);
	stringlist_add(&pages, policy_page(json_object_get(found, "url"), project, where));
	json_array_foreach (json_get_array(found, "mirrors", where), i, mirror)
		stringlist_add(&pages, policy_page(mirror, project, where));
	return pages;
}
