/* SPDX-License-Identifier: MIT */
#include "resolve/notfollowed.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/unconst.h"
#include "lib/url.h"
#include "lib/userinfo.h"

/* --- options -------------------------------------------------------------------------- */

static const struct {
	const char *option, *advice;
} advices[] = {
	{"--find-links", "put the files at an index of their own: PYLOCK_INDEXES, "
			 "PYLOCK_INDEX_URL.<index> and PYLOCK_INDEX.<package>"},
	{"--no-index", "every package comes from the index that PYLOCK_INDEX.<package> gives it"},
	{"--pre", "ask for pre-releases by name, as in name>=2.0rc1"},
	{"--all-releases", "ask for pre-releases by name, as in name>=2.0rc1"},
	{"--only-final", "exclude pre-releases by name, as in name!=2.0rc1"},
	{"--prefer-binary", "write PYLOCK_PREFER_BINARY := all into the Makefile"},
	{"--trusted-host", "an index without TLS is one whose PYLOCK_INDEX_URL begins with http:"},
	{"--use-feature", "it is for pip alone"},
	{"--config-settings", "what a build reads is PYLOCK_BUILD_ENV.<package>"},
	{"--global-option", "what a build reads is PYLOCK_BUILD_ENV.<package>"},
};

/* Whether both are the address of the same index: a slash at the end does not count. */
static bool same_address(const char *a, const char *b)
{
	size_t length_a = strlen(a), length_b = strlen(b);

	while (length_a > 0 && a[length_a - 1] == '/')
		length_a--;
	while (length_b > 0 && b[length_b - 1] == '/')
		length_b--;
	return length_a == length_b && strncmp(a, b, length_a) == 0;
}

static bool policy_has(const struct policy *policy, const char *url, bool only_default)
{
	const json_t *indexes = json_object_get(policy->json, "indexes");
	void *at = json_object_iter(unconst(indexes));

	for (; at; at = json_object_iter_next(unconst(indexes), at)) {
		const char *known =
			json_string_value(json_object_get(json_object_iter_value(at), "url"));

		if (only_default && strcmp(json_object_iter_key(at), "default") != 0)
			continue;
		if (known && same_address(known, url))
			return true;
	}
	return false;
}

_Noreturn static void refuse(
	const struct requirementline *line, const char *what, const char *advice)
{
	die(EXIT_NO, "%s:%zu: %s is not followed: %s", line->path, line->number, what, advice);
}

static void check_index(const struct requirementline *line, const struct fileoption *option,
	const char *value, const struct policy *policy)
{
	bool is_default = option->group == GROUP_INDEX;
	_cleanup_free_ char *shown = url_shown(value);
	_cleanup_free_ char *advice = NULL;

	if (policy_has(policy, value, is_default))
		return;
	advice = is_default ? xprintf("write PYLOCK_INDEX_URL := %s into the Makefile; credentials "
				      "go into "
				      "~/.netrc",
				      shown)
			    : xprintf("write PYLOCK_INDEXES := extra, PYLOCK_INDEX_URL.extra := %s "
				      "and, for "
				      "each package that comes from there, PYLOCK_INDEX.<package> "
				      ":= extra "
				      "into the Makefile",
				      shown);
	refuse(line, option->name, advice);
}

void notfollowed_option(const struct requirementline *line, const struct fileoption *option,
	const char *value, const struct policy *policy)
{
	if (option->group == GROUP_INDEX || option->group == GROUP_EXTRA_INDEX) {
		check_index(line, option, value, policy);
		return;
	}
	for (size_t i = 0; i < sizeof advices / sizeof *advices; i++)
		if (strcmp(option->name, advices[i].option) == 0)
			refuse(line, option->name, advices[i].advice);
}

/* --- references ------------------------------------------------------------------------ */

void notfollowed_location(
	const struct requirementline *line, const struct directreference *reference)
{
	if (userinfo_is_in(reference->location))
		refuse(line, "a URL with credentials",
			"write it without them, and put them into ~/.netrc");
	if (reference->kind == DIRECT_OTHER)
		refuse(line, "a URL that is no file and no Git repository",
			"name a release, a file by https:, or a repository by git+https:");
	if (strstr(reference->location, "${"))
		refuse(line, "a variable in a URL",
			"write the URL without it; credentials go into ~/.netrc");
}
