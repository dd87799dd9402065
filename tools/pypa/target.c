/* SPDX-License-Identifier: MIT */
#include "pypa/target.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

/* Of a target, at the most: linux, a hundred versions of libc, three old names. */
enum { MAX_PLATFORMS = 128 };

bool target_parse_version(const char *text, unsigned *major, unsigned *minor)
{
	int end = 0;
	bool digits_and_dots = text[strspn(text, "0123456789.")] == '\0';

	if (digits_and_dots && sscanf(text, "%2u.%2u%n.%*2u%n", major, minor, &end, &end) >= 2)
		return end > 0 && text[end] == '\0';
	return false;
}

/* All platforms that the target's C library allows, the newest first; ends in NULL. */
static char **allowed_platforms(const struct target *target)
{
	char **platforms = xalloc(MAX_PLATFORMS, sizeof *platforms), **next = platforms;
	bool musl = target->libc == LIBC_MUSL;
	unsigned oldest = musl ? 0 : platformtag_oldest_glibc(target->arch);

	*next++ = xprintf("linux_%s", target->arch);
	for (unsigned minor = target->libc_minor + 1; minor-- > oldest;) {
		*next++ = xprintf("%s_%u_%u_%s", musl ? "musllinux" : "manylinux",
			target->libc_major, minor, target->arch);
		if (!musl && platformtag_old_name(minor))
			*next++ = xprintf("%s_%s", platformtag_old_name(minor), target->arch);
	}
	return platforms;
}

void target_platforms_free(char ***platforms)
{
	for (size_t i = 0; *platforms && i < MAX_PLATFORMS; i++)
		free((*platforms)[i]);
	cleanup_free(platforms);
}

/* Moves those of the MAX_PLATFORMS at FROM that the pattern, of so many bytes, matches to NEXT.
 * Returns what is behind them. */
static char **move_matching(char **from, const char *pattern, size_t length, char **next)
{
	char wanted[128];

	snprintf(wanted, sizeof wanted, "%.*s", (int)length, pattern);
	for (size_t i = 0; i < MAX_PLATFORMS; i++)
		if (from[i] && fnmatch(wanted, from[i], 0) == 0) {
			*next++ = from[i];
			from[i] = NULL;
		}
	return next;
}

/* The target's platforms, best first; ends in NULL. When a pattern matches none, it is written to
 * UNMATCHED.
 */
static char **platforms_of(const struct target *target, char unmatched[static 64])
{
	_cleanup_(target_platforms_free) char **allowed = allowed_platforms(target);

	*unmatched = '\0';
	if (!target->platforms)
		return steal(&allowed);
	char **platforms = xalloc(MAX_PLATFORMS, sizeof *platforms), **next = platforms;

	for (const char *pattern = target->platforms; *pattern;) {
		size_t length = strcspn(pattern, ",");
		char **end = move_matching(allowed, pattern, length, next);

		if (end == next && !*unmatched)
			snprintf(unmatched, 64, "%.*s", (int)length, pattern);
		next = end;
		pattern += length + (pattern[length] == ',');
	}
	return platforms;
}

char **target_platforms(const struct target *target)
{
	char unmatched[64];

	return platforms_of(target, unmatched);
}

static const char *platforms_problem(const struct target *target)
{
	static _Thread_local char problem[128];
	char unmatched[64];
	_cleanup_(target_platforms_free) char **platforms = platforms_of(target, unmatched);

	if (!*unmatched)
		return *platforms ? NULL
				  : "platforms: wanted are patterns of tags, such as "
				    "linux_*,manylinux_*";
	snprintf(problem, sizeof problem, "platforms: '%s' is none of the target's", unmatched);
	return problem;
}

const char *target_problem(const struct target *target)
{
	if (target->python_major != 3 || target->python_minor < 8)
		return "python: not 3.8 or a later 3.x";
	if (!platformtag_oldest_glibc(target->arch))
		return "arch: not one that wheels are made for (aarch64, armv7l, i686, "
		       "loongarch64, ppc64, "
		       "ppc64le, riscv64, s390x, x86_64)";
	if (target->libc == LIBC_GLIBC && target->libc_major != 2)
		return "glibc: not a 2.x";
	if (target->libc == LIBC_MUSL && target->libc_major != 1)
		return "musl: not a 1.x";
	return platforms_problem(target);
}
