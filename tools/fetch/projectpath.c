/* SPDX-License-Identifier: MIT */
#include "fetch/projectpath.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/text.h"

char *path_simple(const char *path)
{
	struct text simple = {0};

	if (*path == '/')
		text_add_char(&simple, '/');
	for (const char *part = path; *part;) {
		size_t length = strcspn(part, "/");

		if (length > 0 && !(length == 1 && *part == '.')) {
			if (simple.length > 0 && simple.bytes[simple.length - 1] != '/')
				text_add_char(&simple, '/');
			text_add(&simple, part, length);
		}
		part += length + (part[length] == '/');
	}
	if (simple.length == 0)
		text_add_char(&simple, '.');
	return text_take(&simple);
}

char *path_absolute(const char *path)
{
	if (*path == '/')
		return xstrdup(path);
	_cleanup_free_ char *here = getcwd(NULL, 0);

	if (!here)
		die(EXIT_SYSTEM, "the current directory:");
	return xprintf("%s/%s", here, path);
}

/* Takes the last component off, but not the root. */
static void go_up(struct text *path)
{
	while (path->length > 1 && path->bytes[path->length - 1] != '/')
		path->length--;
	if (path->length > 1)
		path->length--;
	path->bytes[path->length] = '\0';
}

static void go_down(struct text *path, const char *part, size_t length)
{
	if (path->length > 1)
		text_add_char(path, '/');
	text_add(path, part, length);
	_cleanup_free_ char *real = realpath(path->bytes, NULL);

	if (real) {
		text_clear(path);
		text_add_string(path, real);
	}
}

char *path_real(const char *path)
{
	_cleanup_free_ char *absolute = path_absolute(path);
	struct text real = {0};

	text_add_char(&real, '/');
	for (const char *part = absolute; *part;) {
		size_t length = strcspn(part, "/");

		if (length == 2 && memcmp(part, "..", 2) == 0)
			go_up(&real);
		else if (length > 0 && !(length == 1 && *part == '.'))
			go_down(&real, part, length);
		part += length + (part[length] == '/');
	}
	return text_take(&real);
}

/* PATH relative to TOP, or NULL when it is not in it; both are real. A pointer into PATH. */
static const char *relative_to(const char *path, const char *top)
{
	size_t length = strcmp(top, "/") == 0 ? 0 : strlen(top);

	if (strncmp(path, top, length) != 0 || (path[length] != '/' && path[length] != '\0'))
		return NULL;
	return path[length] == '\0' || path[length + 1] == '\0' ? "." : path + length + 1;
}

char *path_in_project(const char *path, char **flaw)
{
	_cleanup_free_ char *top = path_real(""), *place = path_real(path),
			    *shown = path_simple(path);
	const char *inside = relative_to(place, top);

	*flaw = NULL;
	if (!inside)
		*flaw = xprintf("'%s' lies outside the project, where no clone of it has the file: "
				"put it into the project, or name a repository by git+",
			shown);
	else if (access(place, F_OK) < 0)
		*flaw = xprintf("'%s' is not there", shown);
	return *flaw ? NULL : xstrdup(inside);
}

char *directory_below(const char *tree, const char *subdirectory, const char *subject)
{
	const char *below = subdirectory && *subdirectory ? subdirectory : NULL;
	_cleanup_free_ char *place = !below          ? xstrdup(tree)
				     : *below == '/' ? xstrdup(below)
						     : xprintf("%s/%s", tree, below);
	_cleanup_free_ char *top = path_real(tree), *real = path_real(place);
	struct stat status;

	if (!relative_to(real, top) || stat(real, &status) < 0 || !S_ISDIR(status.st_mode))
		die(EXIT_NO, "%s: it has no directory '%s'", subject, below ? below : ".");
	return path_simple(place);
}
