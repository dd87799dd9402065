/* SPDX-License-Identifier: MIT */
#include "elf/binaryversion.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/file.h"

static const char glibc[] = "GLIBC_";
static const char digits[] = "0123456789";

/* Whether NAME is BEFORE, `3.` and a number, AFTER. The number goes to MINOR. */
static bool is_python(const char *name, const char *before, const char *after, unsigned long *minor)
{
	char *end;

	if (!starts_with(name, before))
		return false;
	name += strlen(before);
	if (!starts_with(name, "3.") || !strchr(digits, name[2]) || !name[2])
		return false;
	*minor = strtoul(name + 2, &end, 10);
	return *minor < 1000 && strcmp(end, after) == 0;
}

bool binaryversion_begin(struct binaryversion *scan, const char *path)
{
	const char *name = file_name(path);
	unsigned long minor;

	*scan = (struct binaryversion){0};
	if (is_python(name, "python", "", &minor) ||
		is_python(name, "libpython", ".so.1.0", &minor)) {
		snprintf(scan->prefix, sizeof scan->prefix, "3.%lu.", minor);
	} else if (strcmp(name, "libc.so.6") == 0 ||
		   (starts_with(name, "libc-2.") && ends_with(name, ".so"))) {
		snprintf(scan->prefix, sizeof scan->prefix, "%s2.", glibc);
		scan->highest = true;
	} else if (starts_with(name, "ld-musl-") && ends_with(name, ".so.1")) {
		snprintf(scan->prefix, sizeof scan->prefix, "1.");
	}
	return *scan->prefix;
}

/* Whether REST, what follows the prefix, completes a version: numbers, and for Python perhaps a
 * pre-release and the + of a build from a repository. */
static bool completes(const struct binaryversion *scan, const char *rest)
{
	size_t length = strspn(rest, digits);

	if (length == 0 || length > 6)
		return false;
	rest += length;
	if (scan->highest)
		return *rest == '\0' ||
		       (*rest == '.' && rest[1] && strspn(rest + 1, digits) == strlen(rest + 1));
	if (starts_with(scan->prefix, "1."))
		return *rest == '.' && rest[1] && strspn(rest + 1, digits) == strlen(rest + 1);
	if (*rest == 'a' || *rest == 'b' || starts_with(rest, "rc")) {
		rest += *rest == 'r' ? 2 : 1;
		length = strspn(rest, digits);
		if (length == 0)
			return false;
		rest += length;
	}
	return *rest == '\0' || strcmp(rest, "+") == 0;
}

static bool is_higher(const char *version, const char *than)
{
	return strverscmp(version, than) > 0;
}

static void end_string(struct binaryversion *scan)
{
	size_t prefix = strlen(scan->prefix);

	if (scan->length > prefix && scan->length <= BINARYVERSION_LONGEST) {
		scan->string[scan->length] = '\0';
		const char *version = starts_with(scan->string, glibc)
					      ? scan->string + strlen(glibc)
					      : scan->string;

		if (starts_with(scan->string, scan->prefix) &&
			completes(scan, scan->string + prefix) &&
			(!*scan->found || (scan->highest && is_higher(version, scan->found))))
			strcpy(scan->found, version);
	}
	scan->length = 0;
}

void binaryversion_add(struct binaryversion *scan, const void *bytes, size_t length)
{
	const char *next = bytes, *end = next + length;

	while (next < end) {
		const char *nul = memchr(next, '\0', (size_t)(end - next));
		size_t run = (size_t)((nul ? nul : end) - next);

		if (run <= BINARYVERSION_LONGEST && scan->length + run <= BINARYVERSION_LONGEST) {
			memcpy(scan->string + scan->length, next, run);
			scan->length += run;
		} else {
			scan->length = BINARYVERSION_LONGEST + 1;
		}
		if (nul)
			end_string(scan);
		next += run + (nul != NULL);
	}
}
