/* SPDX-License-Identifier: MIT */
#include "files/ignore.h"

#include <string.h>
#include <unistd.h>

#include "files/pathpattern.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

enum { MAX_FILE = 1 << 20 };

void ignore_free(struct ignore *ignore)
{
	for (size_t i = 0; i < ignore->count; i++) {
		free(ignore->patterns[i].pattern);
		free(ignore->patterns[i].prefix);
	}
	cleanup_free(&ignore->patterns);
	ignore->count = 0;
}

static const char blanks[] = " \t\r\n\v\f";

const char *ignore_add(struct ignore *ignore, const char *pattern, const char *prefix)
{
	struct ignore_pattern added = {0};
	size_t length;

	pattern += strspn(pattern, blanks);
	added.exception = *pattern == '!';
	if (added.exception)
		pattern += 1 + strspn(pattern + 1, blanks);
	for (length = strlen(pattern); length > 0 && strchr(blanks, pattern[length - 1]);)
		length--;
	if (length == 0)
		return added.exception ? "says nothing after its '!'" : NULL;
	added.pattern = pathpattern_clean(pattern, length);
	if (!added.exception &&
		*added.pattern == '!') { /* it was `./!` or `/!`: docker looks once more */
		added.exception = true;
		memmove(added.pattern, added.pattern + 1, strlen(added.pattern));
	}
	const char *flaw = pathpattern_flaw(added.pattern);

	if (flaw) {
		free(added.pattern);
		return flaw;
	}
	added.prefix = xstrdup(prefix);
	ignore->patterns = xrealloc(ignore->patterns, ignore->count + 1, sizeof *ignore->patterns);
	ignore->patterns[ignore->count++] = added;
	return NULL;
}

void ignore_add_file(struct ignore *ignore, const char *path, const char *prefix)
{
	size_t number = 1;

	if (access(path, F_OK) < 0)
		return;
	struct text text = file_read(path, MAX_FILE);
	_cleanup_free_ char *content = text_take(&text);
	char *rest = content, *line;

	if (rest && starts_with(rest, "\xef\xbb\xbf"))
		rest += 3;
	for (; (line = strsep(&rest, "\n")); number++) {
		const char *flaw = *line == '#' ? NULL : ignore_add(ignore, line, prefix);

		if (flaw)
			die(EXIT_NO, "%s:%zu: '%s' %s", path, number, line, flaw);
	}
}

/* Whether the pattern matches the top, "", or a directory above it, which are what its prefix is
 * made of. */
static bool matches_top(const struct ignore_pattern *pattern)
{
	_cleanup_free_ char *directory = xstrdup(pattern->prefix);

	for (char *slash = strchr(directory, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (pathpattern_matches(pattern->pattern, directory))
			return true;
		*slash = '/';
	}
	return false;
}

static bool matches(const struct ignore_pattern *pattern, const char *path)
{
	_cleanup_free_ char *longer = NULL;

	if (!*path)
		return matches_top(pattern);
	if (*pattern->prefix)
		longer = xprintf("%s%s", pattern->prefix, path);
	return pathpattern_matches(pattern->pattern, longer ? longer : path);
}

bool ignore_matches(const struct ignore *ignore, const char *path, const bool *above, bool *matched)
{
	bool out = false;

	for (size_t i = 0; i < ignore->count; i++) {
		const struct ignore_pattern *pattern = &ignore->patterns[i];

		matched[i] = (above && above[i]) || matches(pattern, path);
		if (matched[i])
			out = !pattern->exception;
	}
	return out;
}

/* An exception with nothing special in it leads to one place; others, by what stands before the
 * first special character, to many. */
bool ignore_looks_into(const struct ignore *ignore, const char *path)
{
	for (size_t i = 0; i < ignore->count; i++) {
		const struct ignore_pattern *pattern = &ignore->patterns[i];
		size_t plain = strcspn(pattern->pattern, "*?[\\");
		_cleanup_free_ char *directory =
			xprintf("%s%s%s", pattern->prefix, path, *path ? "/" : "");
		size_t length = strlen(directory);

		if (!pattern->exception)
			continue;
		if (strncmp(directory, pattern->pattern, plain < length ? plain : length) == 0 &&
			(plain >= length || pattern->pattern[plain]))
			return true;
	}
	return false;
}
