/* SPDX-License-Identifier: MIT */
#include "lib/path.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "lib/die.h"
#include "lib/text.h"

enum { MAX_COMPONENT = 255 };

const char *path_unshowable(const char *path)
{
	if (!utf8_is_valid(path))
		return "is not UTF-8";
	for (const unsigned char *c = (const unsigned char *)path; *c; c++)
		if (*c < 0x20 || *c == 0x7f || (*c == 0xc2 && c[1] < 0xa0))
			return "has a control character";
	return NULL;
}

static const char *character_flaw(const char *path)
{
	const char *flaw = path_unshowable(path);

	return flaw || !strchr(path, '\\') ? flaw : "has a backslash";
}

static const char *component_flaw(const char *component, size_t length)
{
	if (length == 0)
		return "has an empty component";
	if (length > MAX_COMPONENT)
		return "has a component of more than 255 bytes";
	if (length <= 2 && strncmp(component, "..", length) == 0)
		return "has a component '.' or '..'";
	if (length >= 4 && strncmp(component, ".wh.", 4) == 0)
		return "would delete files as a layer's whiteout";
	return NULL;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

const char *path_flaw(const char *path)
{
	const char *flaw = character_flaw(path);
	int depth = 0;

	if (flaw)
		return flaw;
	if (*path == '/')
		return "is absolute";
	if (is_letter(*path) && path[1] == ':')
		return "has a drive letter";
	if (strlen(path) > PATH_LONGEST)
		return "is too long";
	do {
		size_t length = strcspn(path, "/");

		flaw = component_flaw(path, length);
		if (flaw)
			return flaw;
		path += length + (path[length] == '/');
		if (++depth > PATH_DEEPEST + 1)
			return "lies too deep";
	} while (*path);
	return NULL;
}

char *path_respelled(const char *path)
{
	char *respelled = xstrdup(path), *out = respelled;

	while (*path) {
		size_t length = strcspn(path, "/\\");

		if (length > 0 && !(length == 1 && *path == '.')) {
			if (out > respelled)
				*out++ = '/';
			memcpy(out, path, length);
			out += length;
		}
		path += length + (path[length] != '\0');
	}
	*out = '\0';
	return respelled;
}

/* A byte's place in the order: the end, the slash, then the others. */
static int rank(char c, bool fold)
{
	if (c == '\0' || c == '/')
		return c == '/';
	return 2 + (unsigned char)(fold && c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static int compare(const char *a, const char *b, bool fold)
{
	while (*a && rank(*a, fold) == rank(*b, fold)) {
		a++;
		b++;
	}
	return rank(*a, fold) - rank(*b, fold);
}

int path_compare(const char *a, const char *b)
{
	return compare(a, b, false);
}

int path_compare_folded(const char *a, const char *b)
{
	int order = compare(a, b, true);

	return order ? order : compare(a, b, false);
}

static bool lies_in(const char *path, const char *file, bool fold)
{
	size_t i = 0;

	while (file[i] && rank(file[i], fold) == rank(path[i], fold))
		i++;
	return !file[i] && path[i] == '/' && i > 0 && file[i - 1] != '/';
}

const char *path_conflict(const char *a, const char *b)
{
	if (strcmp(a, b) == 0)
		return "is there twice";
	if (compare(a, b, true) == 0)
		return ends_with(a, "/") ? NULL : "differ in case alone";
	return lies_in(b, a, true) || lies_in(a, b, true) ? "are a file and a directory of one name"
							  : NULL;
}

bool path_conflict_is_of_case(const char *a, const char *b)
{
	return strcmp(a, b) != 0 && !lies_in(b, a, false) && !lies_in(a, b, false);
}
