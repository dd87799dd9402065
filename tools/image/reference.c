/* SPDX-License-Identifier: MIT */
#include "image/reference.h"

#include <regex.h>
#include <stdbool.h>
#include <string.h>

#include "lib/die.h"

enum { LONGEST_NAME = 255 };

#define COMPONENT "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*"
#define NAME COMPONENT "(/" COMPONENT ")*"
#define LABEL "[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?"
#define PORT ":[0-9]{1,5}"
#define ADDRESS "\\[[0-9a-fA-F:]+\\]"

static bool matches(const char *text, const char *pattern)
{
	regex_t regex;

	if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		die(EXIT_SYSTEM, "out of memory");
	bool found = regexec(&regex, text, 0, NULL, 0) == 0;

	regfree(&regex);
	return found;
}

const char *reference_name(const char *text)
{
	if (strlen(text) > LONGEST_NAME)
		return "longer than the 255 characters that registries take";
	if (!matches(text, "^" NAME "$"))
		return "not a name that registries take: write lower-case letters and digits, with "
		       "single "
		       "`.`, `_` "
		       "or `-` between them, such as my-app";
	return NULL;
}

/* A first component that is a host: with a dot or a port, or localhost. */
static bool has_registry(const char *text)
{
	return matches(text, "^(localhost|" LABEL "(\\." LABEL ")+|(" LABEL "(\\." LABEL
			     ")*|" ADDRESS ")" PORT "|" ADDRESS ")/");
}

const char *reference_repository(const char *text)
{
	if (strchr(text, '@'))
		return "neither an account nor a digest stands in it: write <registry>/<name>; "
		       "credentials "
		       "are those of `skopeo login`";
	if (strstr(text, "://"))
		return "no scheme stands in it: write <registry>/<name>";
	if (has_registry(text))
		text = strchr(text, '/') + 1;
	if (strchr(text, ':'))
		return "no tag stands in it: write <registry>/<name>, and PYLOCK_TAG for the tag";
	return reference_name(text) ? "not a repository: write <registry>/<name>, the name in "
				      "lower-case letters and "
				      "digits, with single `.`, `_`, `-` or `/` between them"
				    : NULL;
}

const char *reference_tag(const char *text)
{
	if (!matches(text, "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$"))
		return "not a tag that registries take: write at most 128 letters, digits, `_`, "
		       "`.` or `-`, "
		       "not "
		       "beginning with `.` or `-`";
	return NULL;
}

char *reference_full(const char *repository)
{
	if (has_registry(repository))
		return xstrdup(repository);
	return xprintf(
		"%s/%s%s", REFERENCE_HUB, strchr(repository, '/') ? "" : "library/", repository);
}
