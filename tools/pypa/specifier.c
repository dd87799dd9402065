/* SPDX-License-Identifier: MIT */
#include "pypa/specifier.h"

#include <string.h>
#include <strings.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/stringlist.h"

static const char *const operators[] = {"===", "==", "~=", "!=", "<=", ">=", "<", ">"};

static void skip_space(const char **cursor)
{
	*cursor += strspn(*cursor, " \t");
}

const char *specifier_operator(const char **cursor)
{
	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
		if (starts_with(*cursor, operators[i])) {
			*cursor += strlen(operators[i]);
			return operators[i];
		}
	}
	return NULL;
}

static bool is(const struct specifier *specifier, const char *comparison)
{
	return strcmp(specifier->comparison, comparison) == 0;
}

const char *specifier_scan(const char **cursor, struct specifier *specifier)
{
	const struct version *version = &specifier->version;

	*specifier = (struct specifier){.comparison = specifier_operator(cursor)};
	if (!specifier->comparison)
		return "not an operator (===, ==, ~=, !=, <=, >=, < or >)";
	bool equality = is(specifier, "==") || is(specifier, "!=");

	skip_space(cursor);
	if (is(specifier, "===")) {
		specifier->arbitrary = (struct version_part){*cursor, strcspn(*cursor, " \t;),")};
		*cursor += specifier->arbitrary.length;
		return specifier->arbitrary.length ? NULL : "a version is wanted after ===";
	}
	if (!version_scan(*cursor, &specifier->version))
		return "a version (PEP 440) is wanted after the operator";
	*cursor += version->length;
	specifier->wildcard = starts_with(*cursor, ".*");
	*cursor += specifier->wildcard ? 2 : 0;
	if (specifier->wildcard && !equality)
		return ".* goes only with == and !=";
	if (specifier->wildcard &&
		(version->pre.at || version->post.at || version->dev.at || version->local.at))
		return ".* goes only with a release such as 1.2";
	if (version->local.at && !equality)
		return "a local version (after +) goes only with == and !=";
	if (is(specifier, "~=") && !memchr(version->release.at, '.', version->release.length))
		return "~= wants a version with at least two numbers";
	return NULL;
}

static char *canonical_form(const struct specifier *specifier)
{
	struct text out = {0};

	text_add_string(&out, specifier->comparison);
	if (specifier->arbitrary.at)
		text_add(&out, specifier->arbitrary.at, specifier->arbitrary.length);
	else
		version_add(
			&out, &specifier->version, !is(specifier, "~=") && !specifier->wildcard);
	text_add_string(&out, specifier->wildcard ? ".*" : "");
	return text_take(&out);
}

const char *specifiers_parse(const char **cursor, struct text *canonical)
{
	_cleanup_(stringlist_free) struct stringlist specifiers = {0};

	while (**cursor && strchr("=<>!~", **cursor)) {
		struct specifier specifier;
		const char *problem = specifier_scan(cursor, &specifier);

		if (problem)
			return problem;
		stringlist_add(&specifiers, canonical_form(&specifier));
		skip_space(cursor);
		if (**cursor != ',')
			break;
		++*cursor;
		skip_space(cursor);
	}
	stringlist_sort_unique(&specifiers);
	list_join(&specifiers, ",", canonical);
	return NULL;
}

/* The epoch and the release of a version. */
static struct version base(const struct version *version)
{
	return (struct version){.epoch = version->epoch, .release = version->release};
}

/* Whether VERSION has the epoch and begins with the release of PREFIX. */
static bool begins_with(const struct version *version, const struct version *prefix)
{
	struct version start = base(version), wanted = base(prefix);
	size_t numbers = 1;

	for (size_t i = 0; i < wanted.release.length; i++)
		numbers += wanted.release.at[i] == '.';
	for (size_t i = 0; i < start.release.length; i++)
		if (start.release.at[i] == '.' && --numbers == 0)
			start.release.length = i;
	return version_compare(&start, &wanted) == 0;
}

/* ~=1.4.2 is >=1.4.2, ==1.4.*; pre-releases and the like stand only on the first. */
static bool is_compatible(const struct version *version, const struct version *wanted)
{
	struct version prefix = base(wanted);

	while (prefix.release.at[--prefix.release.length] != '.')
		;
	return version_compare(version, wanted) >= 0 && begins_with(version, &prefix);
}

/* <1.0 leaves out the pre-releases of 1.0, unless it names one. */
static bool is_less(const struct version *version, const struct version *wanted)
{
	struct version bound = *wanted;

	if (!wanted->pre.at && !wanted->dev.at)
		bound.dev = (struct version_part){"0", 1};
	return version_compare(version, &bound) < 0;
}

/* >1.0 leaves out the post-releases of 1.0, unless it names one. */
static bool is_greater(const struct version *version, const struct version *wanted)
{
	struct version released = *version;

	if (version->post.at && !wanted->post.at && !wanted->dev.at)
		released.post = released.dev = (struct version_part){0};
	return version_compare(version, wanted) > 0 && version_compare(&released, wanted) != 0;
}

bool specifier_admits(const struct specifier *specifier, const char *text)
{
	struct version version;

	if (specifier->arbitrary.at)
		return strlen(text) == specifier->arbitrary.length &&
		       strncasecmp(text, specifier->arbitrary.at, specifier->arbitrary.length) == 0;
	if (!version_scan(text, &version) || text[version.length])
		return false;
	if (!specifier->version.local.at)
		version.local = (struct version_part){0};
	if (is(specifier, "<"))
		return is_less(&version, &specifier->version);
	if (is(specifier, ">"))
		return is_greater(&version, &specifier->version);
	if (is(specifier, "~="))
		return is_compatible(&version, &specifier->version);
	if (specifier->wildcard)
		return begins_with(&version, &specifier->version) == is(specifier, "==");
	int order = version_compare(&version, &specifier->version);

	if (is(specifier, "<="))
		return order <= 0;
	if (is(specifier, ">="))
		return order >= 0;
	return (order == 0) == is(specifier, "==");
}

const char *specifiers_admit(const char *text, const char *version, bool *admit)
{
	*admit = true;
	for (skip_space(&text); *text; skip_space(&text)) {
		struct specifier specifier;
		const char *problem = specifier_scan(&text, &specifier);

		if (problem)
			return problem;
		*admit &= specifier_admits(&specifier, version);
		skip_space(&text);
		if (*text && *text++ != ',')
			return "a comma is wanted between specifiers";
	}
	return NULL;
}

char *specifiers_local(const char *specifiers)
{
	while (*specifiers) {
		struct specifier specifier;
		struct text text = {0};

		if (specifier_scan(&specifiers, &specifier))
			return NULL;
		_cleanup_free_ char *arbitrary =
			xstrndup(specifier.arbitrary.at ? specifier.arbitrary.at : "",
				specifier.arbitrary.length);
		bool named = is(&specifier, "==") && !specifier.wildcard;

		if (specifier.arbitrary.at && version_is_valid(arbitrary))
			named = version_scan(arbitrary, &specifier.version);
		if (named && specifier.version.local.at) {
			version_add(&text, &specifier.version, false);
			return text_take(&text);
		}
		specifiers += strspn(specifiers, ", \t");
	}
	return NULL;
}
