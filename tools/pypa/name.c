/* SPDX-License-Identifier: MIT */
#include "pypa/name.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/text.h"
#include "pypa/version.h"

/* No file system has longer names; it bounds what a compressed tag set can mean. */
enum { MAX_FILENAME = 255 };

bool name_is_valid(const char *name)
{
	size_t length = strlen(name);

	for (const char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("._-", *c))
			return false;
	return length > 0 && isalnum((unsigned char)name[0]) &&
	       isalnum((unsigned char)name[length - 1]);
}

char *name_normalize(const char *name)
{
	char *normalized = xstrdup(name), *end = normalized;

	for (const char *c = name; *c; c++) {
		if (!strchr("._-", *c))
			*end++ = (char)tolower((unsigned char)*c);
		else if (end == normalized || end[-1] != '-')
			*end++ = '-';
	}
	*end = '\0';
	return normalized;
}

/* Whether all of TEXT are characters of versions and build tags. */
static bool is_plain(const char *text)
{
	for (const char *c = text; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("._+!", *c))
			return false;
	return true;
}

static bool is_tag_set(const char *set)
{
	for (const char *c = set; *c; c++) {
		if (!isalnum((unsigned char)*c) && !strchr("._", *c))
			return false;
		if (*c == '.' && (c == set || c[1] == '.' || !c[1]))
			return false;
	}
	return *set != '\0';
}

/* An interpreter's tag is an identifier. */
static bool is_python_tag_set(const char *set)
{
	const char *c = set;

	do {
		c += *c == '.';
		if (isdigit((unsigned char)*c))
			return false;
	} while ((c = strchr(c, '.')));
	return is_tag_set(set);
}

static char *lower_case(const char *text)
{
	char *lower = xstrdup(text);

	for (char *c = lower; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return lower;
}

const char *wheel_name_parse(const char *filename, struct wheel_name *name)
{
	char *parts[6];
	size_t count = 0;

	*name = (struct wheel_name){0};
	if (!ends_with(filename, ".whl"))
		return "does not end in .whl";
	if (strlen(filename) > MAX_FILENAME)
		return "longer than 255 bytes";
	_cleanup_free_ char *stem = xstrndup(filename, strlen(filename) - strlen(".whl"));

	for (char *rest = stem; rest; count++) {
		char *part = strsep(&rest, "-");

		if (count < 6)
			parts[count] = part;
	}
	if (count != 5 && count != 6)
		return "not NAME-VERSION[-BUILD]-PYTHON-ABI-PLATFORM.whl";
	if (strstr(parts[0], "__") || !name_is_valid(parts[0]))
		return "the name is not one of a distribution";
	if (!version_is_valid(parts[1]))
		return "the version is not valid (PEP 440)";
	if (count == 6 && (!isdigit((unsigned char)parts[2][0]) || !is_plain(parts[2])))
		return "the build tag is not valid (PEP 427)";
	if (!is_python_tag_set(parts[count - 3]) || !is_tag_set(parts[count - 2]) ||
		!is_tag_set(parts[count - 1]))
		return "a tag is empty or has a character that tags do not have";
	name->name = name_normalize(parts[0]);
	name->version = xstrdup(parts[1]);
	name->build = count == 6 ? xstrdup(parts[2]) : NULL;
	name->python = lower_case(parts[count - 3]);
	name->abi = lower_case(parts[count - 2]);
	name->platform = lower_case(parts[count - 1]);
	return NULL;
}

int wheel_build_compare(const char *a, const char *b)
{
	if (!a || !b)
		return !!a - !!b;
	char *rest_a, *rest_b;
	unsigned long x = strtoul(a, &rest_a, 10), y = strtoul(b, &rest_b, 10);

	return x != y ? (x < y ? -1 : 1) : strcmp(rest_a, rest_b);
}

void wheel_name_free(struct wheel_name *name)
{
	cleanup_free(&name->name);
	cleanup_free(&name->version);
	cleanup_free(&name->build);
	cleanup_free(&name->python);
	cleanup_free(&name->abi);
	cleanup_free(&name->platform);
}

static char *last_dash_before_digit(char *text)
{
	char *found = NULL;

	for (char *c = text; *c; c++)
		if (*c == '-' && isdigit((unsigned char)c[1]))
			found = c;
	return found;
}

const char *sdist_name_parse(const char *filename, struct sdist_name *name)
{
	const char *suffix = ends_with(filename, ".zip") ? ".zip" : ".tar.gz";

	*name = (struct sdist_name){0};
	if (!ends_with(filename, suffix))
		return "does not end in .tar.gz or .zip";
	if (strlen(filename) > MAX_FILENAME)
		return "longer than 255 bytes";
	_cleanup_free_ char *stem = xstrndup(filename, strlen(filename) - strlen(suffix));
	char *dash = last_dash_before_digit(stem);

	if (!dash)
		return "not NAME-VERSION.tar.gz";
	*dash = '\0';
	if (!name_is_valid(stem))
		return "the name is not one of a distribution";
	if (!version_is_valid(dash + 1))
		return "the version is not valid (PEP 440)";
	name->name = name_normalize(stem);
	name->version = xstrdup(dash + 1);
	return NULL;
}

void sdist_name_free(struct sdist_name *name)
{
	cleanup_free(&name->name);
	cleanup_free(&name->version);
}
