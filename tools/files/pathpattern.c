/* SPDX-License-Identifier: MIT */
#include "files/pathpattern.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/text.h"

/* --- matching ------------------------------------------------------------------ */

/* The bytes that the character at C has; what is not UTF-8 goes byte by byte. */
static size_t character(const char *c)
{
	size_t length = utf8_length(c);

	return length > 0 ? length : *c != '\0';
}

/* Takes a character of a class, which a backslash may precede. */
static const char *class_character(const char **next, size_t *length)
{
	*next += **next == '\\' && (*next)[1];
	const char *at = *next;

	*length = character(at);
	*next += *length;
	return at;
}

static int compare_characters(const char *a, size_t a_length, const char *b, size_t b_length)
{
	int order = memcmp(a, b, a_length < b_length ? a_length : b_length);

	return order ? order : (a_length > b_length) - (a_length < b_length);
}

/* Whether the class after its `[`, at *NEXT, has the character at C; moves *NEXT behind it. */
static bool class_has(const char **next, const char *c, size_t length)
{
	bool negated = **next == '^', found = false;

	*next += negated;
	while (**next && **next != ']') {
		size_t low_length, high_length;
		const char *low = class_character(next, &low_length), *high = low;

		high_length = low_length;
		if (**next == '-') {
			++*next;
			high = class_character(next, &high_length);
		}
		found |= compare_characters(low, low_length, c, length) <= 0 &&
			 compare_characters(c, length, high, high_length) <= 0;
	}
	*next += **next == ']';
	return found != negated;
}

/* What is matched. FAILED has a flag for each place in the pattern and in the path: what does not
 * match from there on, so that many stars do not take longer than there are places. */
struct match {
	const char *pattern, *path;
	size_t width;
	bool *failed;
};

static bool matches_from(const struct match *match, const char *pattern, const char *path);

/* What stands after `**`, and perhaps a slash: at the beginning of any component, this one
 * included. */
static bool matches_below(const struct match *match, const char *rest, const char *path)
{
	if (matches_from(match, rest, path))
		return true;
	for (const char *slash = path; (slash = strchr(slash, '/')); slash++)
		if (matches_from(match, rest, slash + 1))
			return true;
	return false;
}

static bool matches_star(const struct match *match, const char *pattern, const char *path)
{
	if (pattern[1] == '*') {
		const char *rest = pattern + 2 + (pattern[2] == '/');

		return !*rest || matches_below(match, rest, path);
	}
	for (;; path++) {
		if (matches_from(match, pattern + 1, path))
			return true;
		if (!*path || *path == '/')
			return false;
	}
}

/* Takes the part of PATTERN that stands for one character, which must be the one at PATH. */
static bool takes_one(const char **pattern, const char *path, size_t length)
{
	if (**pattern == '?') {
		++*pattern;
		return *path != '/';
	}
	if (**pattern == '[') {
		++*pattern;
		return class_has(pattern, path, length);
	}
	size_t literal_length;
	const char *literal = class_character(pattern, &literal_length);

	return strncmp(path, literal, literal_length) == 0;
}

/* A `^` outside of a class matches nothing, at the beginning of the path alone. */
static bool matches_from(const struct match *match, const char *pattern, const char *path)
{
	while (*pattern) {
		if (*pattern == '*') {
			bool *failed =
				&match->failed[(size_t)(pattern - match->pattern) * match->width +
					       (size_t)(path - match->path)];

			if (*failed || matches_star(match, pattern, path))
				return !*failed;
			/* Nor does it from where a single star, which could have come that far, was
			 * to begin later. */
			memset(failed, true, pattern[1] == '*' ? 1 : strcspn(path, "/") + 1);
			return false;
		}
		if (*pattern == '^') {
			if (path != match->path)
				return false;
			pattern++;
			continue;
		}
		size_t length = character(path);

		if (!*path || !takes_one(&pattern, path, length))
			return false;
		path += length;
	}
	return !*path;
}

static bool matches_special(const char *pattern, const char *path)
{
	size_t width = strlen(path) + 1;
	_cleanup_free_ bool *failed = xalloc(strlen(pattern) * width, 1);
	struct match match = {pattern, path, width, failed};

	return matches_from(&match, pattern, path);
}

/* The special cases of moby/patternmatcher come first: without other special characters, `**` at
 * the end matches any rest, and at the beginning any ending that the rest is. */
bool pathpattern_matches(const char *pattern, const char *path)
{
	size_t length = strlen(pattern), plain = strcspn(pattern, "*?[]\\");

	if (plain == length)
		return strcmp(pattern, path) == 0;
	if (starts_with(pattern, "**") && !strpbrk(pattern + 2, "*?[]\\"))
		return ends_with(path, pattern + 2) ||
		       (pattern[2] == '/' && strcmp(path, pattern + 3) == 0);
	if (strcmp(pattern + plain, "**") == 0)
		return strncmp(path, pattern, plain) == 0;
	return matches_special(pattern, path);
}

/* --- taking one ------------------------------------------------------------------ */

/* What is wrong with the class after its `[`, as Go's filepath.Match has it; moves *NEXT to its
 * `]`. */
static const char *class_flaw(const char **next)
{
	const char *c = *next + (**next == '^');

	if (*c == ']')
		return "has an empty class";
	for (; *c && *c != ']'; c++) {
		for (int bound = 0; bound < 2; bound++) {
			if (*c == '-' || (bound && (!*c || *c == ']')))
				return "has a class with a misplaced '-'";
			c += *c == '\\' && c[1];
			if (bound || c[1] != '-')
				break;
			c += 2;
		}
	}
	*next = c;
	return *c ? NULL : "has a class without its ']'";
}

const char *pathpattern_flaw(const char *pattern)
{
	for (const char *c = pattern; *c; c++) {
		if (*c == '\\') {
			if (!*++c)
				return "ends in a backslash";
		} else if (*c == '[') {
			c++;
			const char *flaw = class_flaw(&c);

			if (flaw)
				return flaw;
		}
	}
	return NULL;
}

char *pathpattern_clean(const char *pattern, size_t length)
{
	_cleanup_free_ char *copy = xstrndup(pattern, length);
	struct text out = {0};
	bool rooted = *copy == '/';
	char *rest = copy, *part;

	text_add_string(&out, "");
	while ((part = strsep(&rest, "/"))) {
		const char *last = out.length ? memrchr(out.bytes, '/', out.length) : NULL;
		const char *name = last ? last + 1 : text_string(&out);

		if (!*part || strcmp(part, ".") == 0)
			continue;
		if (strcmp(part, "..") == 0 && (rooted || out.length > 0) &&
			strcmp(name, "..") != 0) {
			out.length = last ? (size_t)(last - out.bytes) : 0;
			if (out.bytes)
				out.bytes[out.length] = '\0';
			continue;
		}
		text_printf(&out, "%s%s", out.length ? "/" : "", part);
	}
	if (out.length == 0)
		text_add_string(&out, ".");
	return text_take(&out);
}
