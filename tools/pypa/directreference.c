/* SPDX-License-Identifier: MIT */
#include "pypa/directreference.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/text.h"
#include "lib/userinfo.h"
#include "pypa/markertree.h"
#include "pypa/name.h"
#include "pypa/requirement.h"

/* Cuts the blanks off the end of TEXT. */
static void cut_end(char *text)
{
	size_t length = strlen(text);

	while (length && strchr(" \t", text[length - 1]))
		text[--length] = '\0';
}

/* The semicolon in TEXT that a marker follows, whose canonical form becomes *MARKER; NULL when
 * there is none. *PROBLEM becomes what is wrong with one that a blank sets off. */
static const char *find_marker(const char *text, char **marker, const char **problem)
{
	for (const char *semicolon = text; (semicolon = strchr(semicolon, ';')); semicolon++) {
		_cleanup_(markertree_free) struct markertree tree = {0};
		bool apart = semicolon > text && strchr(" \t", semicolon[-1]);
		const char *cursor = semicolon + 1;

		apart |= *cursor == ' ' || *cursor == '\t';
		const char *wrong = markertree_parse(&cursor, &tree);

		if (!wrong && *cursor)
			wrong = "'and', 'or' or the end is wanted after a comparison in the marker";
		if (!wrong) {
			*marker = steal(&tree.text);
			return semicolon;
		}
		if (apart) {
			*problem = wrong;
			return NULL;
		}
	}
	return NULL;
}

/* `name[extras] @` at the beginning of TEXT becomes those of REFERENCE. Returns what follows. */
static const char *take_name(const char *text, struct directreference *reference)
{
	const char *at = strchr(text, '@');
	struct requirement requirement;

	if (!at)
		return text;
	_cleanup_free_ char *before = xstrndup(text, (size_t)(at - text));

	cut_end(before);
	if (requirement_parse(before, &requirement))
		return text;
	if (!requirement.specifiers[0] && !requirement.marker) {
		reference->name = steal(&requirement.name);
		free(reference->extras);
		reference->extras = steal(&requirement.extras);
		text = at + 1 + strspn(at + 1, " \t");
	}
	requirement_free(&requirement);
	return text;
}

/* NAME[EXTRAS] becomes those of REFERENCE that are not known yet. */
static const char *take_named(const char *text, struct directreference *reference)
{
	struct requirement requirement;
	const char *problem = requirement_parse(text, &requirement);

	if (problem)
		return problem;
	if (!reference->name)
		reference->name = steal(&requirement.name);
	if (!reference->extras[0] && requirement.extras[0]) {
		free(reference->extras);
		reference->extras = steal(&requirement.extras);
	}
	requirement_free(&requirement);
	return NULL;
}

/* Cuts `[a,b]` off the end of LOCATION. */
static const char *cut_extras(char *location, struct directreference *reference)
{
	size_t length = strlen(location);
	char *open = length && location[length - 1] == ']' ? strrchr(location, '[') : NULL;

	if (!open)
		return NULL;
	_cleanup_free_ char *named = xprintf("x%s", open);
	const char *problem;

	*open = '\0';
	cut_end(location);
	_cleanup_free_ char *name = steal(&reference->name);

	problem = take_named(named, reference);
	free(reference->name);
	reference->name = steal(&name);
	return problem;
}

/* What stands behind the `#`. */
static const char *take_fragment(char *fragment, struct directreference *reference)
{
	const char *problem = NULL;

	for (char *part; !problem && (part = strsep(&fragment, "&"));) {
		if (starts_with(part, "egg="))
			problem = take_named(part + strlen("egg="), reference);
		else if (starts_with(part, "subdirectory=") && !reference->subdirectory)
			reference->subdirectory = xstrdup(part + strlen("subdirectory="));
		else if (starts_with(part, "sha256=") && !reference->sha256)
			reference->sha256 = xstrdup(part + strlen("sha256="));
		else if (*part && !starts_with(part, "egg="))
			problem = "after the # only egg=, subdirectory= and sha256= are known";
	}
	if (reference->subdirectory)
		for (size_t end = strlen(reference->subdirectory);
			end && reference->subdirectory[end - 1] == '/';)
			reference->subdirectory[--end] = '\0';
	return problem;
}

/* The percent-decoded TEXT; a NUL stays as it is written. */
static char *decoded(const char *text)
{
	char *out = xstrdup(text), *to = out;

	for (const char *from = out; *from; from++) {
		unsigned value = 0;

		if (*from == '%' && isxdigit((unsigned char)from[1]) &&
			isxdigit((unsigned char)from[2]) && sscanf(from + 1, "%2x", &value) == 1 &&
			value) {
			*to++ = (char)value;
			from += 2;
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
	return out;
}

static char *path_of_file_url(const char *url)
{
	const char *path = url + strlen("file:");

	if (starts_with(path, "///"))
		path += 2;
	else if (starts_with(path, "//localhost/"))
		path += strlen("//localhost");
	return decoded(path);
}

/* Cuts the revision, behind the last `@` of the path, off the URL of a repository. */
static void cut_revision(char *url, struct directreference *reference)
{
	char *path = strstr(url, "://"), *at;

	path = path ? strchr(path + 3, '/') : NULL;
	at = path ? strrchr(path, '@') : NULL;
	if (!at)
		return;
	*at = '\0';
	if (at[1])
		reference->revision = xstrdup(at + 1);
}

static void take_location(char *location, struct directreference *reference)
{
	static const char *const others[] = {"hg+", "svn+", "bzr+"};

	if (starts_with(location, "git+")) {
		reference->kind = DIRECT_GIT;
		cut_revision(location, reference);
		reference->location = xstrdup(location + strlen("git+"));
		return;
	}
	reference->kind = DIRECT_OTHER;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (starts_with(location, others[i])) {
			reference->location = xstrdup(location);
			return;
		}
	if (starts_with(location, "file:") && !userinfo_is_in(location)) {
		reference->kind = DIRECT_LOCAL;
		reference->location = path_of_file_url(location);
		return;
	}
	if (!strstr(location, "://"))
		reference->kind = DIRECT_LOCAL;
	else if (starts_with(location, "http://") || starts_with(location, "https://"))
		reference->kind = DIRECT_ARCHIVE;
	reference->location = xstrdup(location);
}

static const char *parse(const char *text, struct directreference *reference)
{
	const char *problem = NULL;

	reference->extras = xstrdup("");
	const char *semicolon = find_marker(text, &reference->marker, &problem);

	if (problem)
		return problem;
	text += strspn(text, " \t");
	_cleanup_free_ char *line =
		semicolon ? xstrndup(text, (size_t)(semicolon - text)) : xstrdup(text);

	cut_end(line);
	_cleanup_free_ char *location = xstrdup(take_name(line, reference));
	char *fragment = strchr(location, '#');

	if (fragment) {
		*fragment++ = '\0';
		problem = take_fragment(fragment, reference);
	}
	if (!problem)
		problem = cut_extras(location, reference);
	if (problem)
		return problem;
	take_location(location, reference);
	return *reference->location && (reference->kind == DIRECT_LOCAL ||
					       !strpbrk(reference->location, " \t"))
		       ? NULL
		       : "a URL or a path is wanted";
}

const char *directreference_parse(const char *text, struct directreference *reference)
{
	const char *problem;

	*reference = (struct directreference){0};
	problem = parse(text, reference);
	if (problem)
		directreference_free(reference);
	return problem;
}

void directreference_free(struct directreference *reference)
{
	cleanup_free(&reference->name);
	cleanup_free(&reference->extras);
	cleanup_free(&reference->location);
	cleanup_free(&reference->revision);
	cleanup_free(&reference->subdirectory);
	cleanup_free(&reference->sha256);
	cleanup_free(&reference->marker);
}

char *directreference_apart(const char *text)
{
	_cleanup_free_ char *marker = NULL;
	const char *problem = NULL, *semicolon = find_marker(text, &marker, &problem);

	if (!semicolon || !strchr(text, '@') || strchr(text, '@') > semicolon)
		return xstrdup(text);
	return xprintf("%.*s %s", (int)(semicolon - text), text, semicolon);
}
