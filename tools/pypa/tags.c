/* SPDX-License-Identifier: MIT */
#include "pypa/tags.h"

#include <ctype.h>
#include <fnmatch.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/unconst.h"

/* Of a target, at the most: linux, a hundred versions of libc, three old names. */
enum { MAX_PLATFORMS = 128 };

/* manylinux tags reach down to the glibc of CentOS 7, on x86 to that of CentOS 5 (PEP 600). */
static const struct {
	const char *name;
	unsigned oldest_glibc;
} archs[] = {{"aarch64", 17}, {"armv7l", 17}, {"i686", 5}, {"loongarch64", 17}, {"ppc64", 17},
	{"ppc64le", 17}, {"riscv64", 17}, {"s390x", 17}, {"x86_64", 5}};

/* The names of platform tags before PEP 600. */
static const struct {
	unsigned glibc;
	const char *name;
} old_names[] = {
#define MANYLINUX(name, minor) {minor, #name},
#include "pypa/manylinux.def"
#undef MANYLINUX
};

bool target_parse_version(const char *text, unsigned *major, unsigned *minor)
{
	int end = 0;
	bool digits_and_dots = text[strspn(text, "0123456789.")] == '\0';

	if (digits_and_dots && sscanf(text, "%2u.%2u%n.%*2u%n", major, minor, &end, &end) >= 2)
		return end > 0 && text[end] == '\0';
	return false;
}

static unsigned oldest_glibc(const char *arch)
{
	for (size_t i = 0; i < sizeof archs / sizeof *archs; i++)
		if (strcmp(archs[i].name, arch) == 0)
			return archs[i].oldest_glibc;
	return 0;
}

/* All platforms that the target's C library allows, the newest first; ends in NULL. */
static char **allowed_platforms(const struct target *target)
{
	char **platforms = xalloc(MAX_PLATFORMS, sizeof *platforms), **next = platforms;
	bool musl = target->libc == LIBC_MUSL;
	unsigned oldest = musl ? 0 : oldest_glibc(target->arch);

	*next++ = xprintf("linux_%s", target->arch);
	for (unsigned minor = target->libc_minor + 1; minor-- > oldest;) {
		*next++ = xprintf("%s_%u_%u_%s", musl ? "musllinux" : "manylinux",
			target->libc_major, minor, target->arch);
		for (size_t i = 0; !musl && i < sizeof old_names / sizeof *old_names; i++)
			if (old_names[i].glibc == minor)
				*next++ = xprintf("%s_%s", old_names[i].name, target->arch);
	}
	return platforms;
}

static void platforms_free(char ***platforms)
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
	_cleanup_(platforms_free) char **allowed = allowed_platforms(target);

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

static const char *platforms_problem(const struct target *target)
{
	static _Thread_local char problem[128];
	char unmatched[64];
	_cleanup_(platforms_free) char **platforms = platforms_of(target, unmatched);

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
	if (!oldest_glibc(target->arch))
		return "arch: not one that wheels are made for (aarch64, armv7l, i686, "
		       "loongarch64, ppc64, "
		       "ppc64le, riscv64, s390x, x86_64)";
	if (target->libc == LIBC_GLIBC && target->libc_major != 2)
		return "glibc: not a 2.x";
	if (target->libc == LIBC_MUSL && target->libc_major != 1)
		return "musl: not a 1.x";
	return platforms_problem(target);
}

static void add(struct tags *tags, const char *python, const char *abi, const char *platform)
{
	if ((tags->count & (tags->count + 1)) == 0)
		tags->tags = xrealloc(tags->tags, 2 * tags->count + 2, sizeof *tags->tags);
	tags->tags[tags->count++] = xprintf("%s-%s-%s", python, abi, platform);
}

static void add_platforms(struct tags *tags, const char *python, const char *abi, char **platforms)
{
	for (; *platforms; platforms++)
		add(tags, python, abi, *platforms);
}

/* Adds the tags of this CPython, and those of the stable ABI of older ones. */
static void add_cpython(struct tags *tags, const struct target *target, char **platforms)
{
	char python[16];

	snprintf(python, sizeof python, "cp3%u", target->python_minor);
	add_platforms(tags, python, python, platforms);
	add_platforms(tags, python, "abi3", platforms);
	add_platforms(tags, python, "none", platforms);
	for (unsigned minor = target->python_minor - 1; minor >= 2; minor--) {
		snprintf(python, sizeof python, "cp3%u", minor);
		add_platforms(tags, python, "abi3", platforms);
	}
}

/* Of no ABI: py312, py3, py311 down to py30, on each platform if there are PLATFORMS, else on any.
 */
static void add_pure(struct tags *tags, const struct target *target, char **platforms)
{
	static char *any[] = {"any", NULL};
	char python[16];

	snprintf(python, sizeof python, "py3%u", target->python_minor);
	add_platforms(tags, python, "none", platforms ? platforms : any);
	add_platforms(tags, "py3", "none", platforms ? platforms : any);
	for (unsigned minor = target->python_minor; minor-- > 0;) {
		snprintf(python, sizeof python, "py3%u", minor);
		add_platforms(tags, python, "none", platforms ? platforms : any);
	}
}

static void make_index(struct tags *tags)
{
	struct hsearch_data *index = xalloc(1, sizeof *index);
	ENTRY *entered;

	if (!hcreate_r(2 * tags->count, index))
		die(EXIT_SYSTEM, "out of memory");
	for (size_t i = 0; i < tags->count; i++)
		hsearch_r((ENTRY){tags->tags[i], &tags->tags[i]}, ENTER, &entered, index);
	tags->index = index;
}

struct tags tags_for(const struct target *target)
{
	struct tags tags = {0};
	char python[16], unmatched[64];
	_cleanup_(platforms_free) char **platforms = platforms_of(target, unmatched);

	snprintf(python, sizeof python, "cp3%u", target->python_minor);
	add_cpython(&tags, target, platforms);
	add_pure(&tags, target, platforms);
	add(&tags, python, "none", "any");
	add_pure(&tags, target, NULL);
	make_index(&tags);
	return tags;
}

void tags_free(struct tags *tags)
{
	for (size_t i = 0; i < tags->count; i++)
		free(tags->tags[i]);
	if (tags->index)
		hdestroy_r(tags->index);
	free(tags->index);
	free(tags->tags);
	*tags = (struct tags){0};
}

static long find(const struct tags *tags, const char *tag)
{
	ENTRY *found;

	if (!hsearch_r((ENTRY){.key = unconst(tag)}, FIND, &found, tags->index))
		return -1;
	return (char **)found->data - tags->tags;
}

/* The next member of a compressed set (`a.b.c`), copied into MEMBER; false at its end. */
static bool next_member(const char **set, char member[static 256])
{
	size_t length = strcspn(*set, ".");

	if (length == 0 || length > 255)
		return false;
	memcpy(member, *set, length);
	member[length] = '\0';
	*set += length + ((*set)[length] == '.');
	return true;
}

long tags_place(const struct tags *tags, const char *tag)
{
	return find(tags, tag);
}

bool tags_next(
	struct tag_cursor *cursor, const struct wheel_name *wheel, char tag[static TAG_BYTES])
{
	bool first = !cursor->pythons;

	if (first)
		*cursor =
			(struct tag_cursor){.pythons = wheel->python, .abis = "", .platforms = ""};
	while (!next_member(&cursor->platforms, cursor->platform)) {
		while (!next_member(&cursor->abis, cursor->abi)) {
			if (!next_member(&cursor->pythons, cursor->python))
				return false;
			cursor->abis = wheel->abi;
		}
		cursor->platforms = wheel->platform;
	}
	snprintf(tag, TAG_BYTES, "%s-%s-%s", cursor->python, cursor->abi, cursor->platform);
	return true;
}

long tags_rank(const struct tags *tags, const struct wheel_name *wheel)
{
	struct tag_cursor cursor = {0};
	char tag[TAG_BYTES];
	long best = -1;

	while (tags_next(&cursor, wheel, tag)) {
		long rank = find(tags, tag);

		if (rank >= 0 && (best < 0 || rank < best))
			best = rank;
	}
	return best;
}

int tags_glibc(const char *platform)
{
	unsigned minor;

	for (size_t i = 0; i < sizeof old_names / sizeof *old_names; i++)
		if (starts_with(platform, old_names[i].name) &&
			platform[strlen(old_names[i].name)] == '_')
			return (int)old_names[i].glibc;
	return sscanf(platform, "manylinux_2_%4u_", &minor) == 1 ? (int)minor : -1;
}

static bool set_has(const char *set, const char *wanted)
{
	char member[256];

	while (next_member(&set, member))
		if (strcmp(member, wanted) == 0)
			return true;
	return false;
}

/* Whether some tag of the target has one of the wheel's platforms. */
static bool platform_fits(const struct tags *tags, const struct wheel_name *wheel)
{
	for (size_t i = 0; i < tags->count; i++)
		if (set_has(wheel->platform, strrchr(tags->tags[i], '-') + 1))
			return true;
	return false;
}

/* Whether some tag of the target has one of the wheel's pythons with one of its ABIs. */
static bool python_and_abi_fit(const struct tags *tags, const struct wheel_name *wheel)
{
	char python[256], abi[256];

	for (size_t i = 0; i < tags->count; i++)
		if (sscanf(tags->tags[i], "%255[^-]-%255[^-]", python, abi) == 2 &&
			set_has(wheel->python, python) && set_has(wheel->abi, abi))
			return true;
	return false;
}

/* The version of the libc that PLATFORM needs, if it is for that libc and architecture. */
static bool libc_needed(
	const char *platform, const char *arch, enum libc libc, unsigned *major, unsigned *minor)
{
	int end = 0;

	for (size_t i = 0; libc == LIBC_GLIBC && i < sizeof old_names / sizeof *old_names; i++) {
		size_t length = strlen(old_names[i].name);

		if (strncmp(platform, old_names[i].name, length) == 0 && platform[length] == '_') {
			*major = 2;
			*minor = old_names[i].glibc;
			return strcmp(platform + length + 1, arch) == 0;
		}
	}
	sscanf(platform, libc == LIBC_MUSL ? "musllinux_%4u_%4u_%n" : "manylinux_%4u_%4u_%n", major,
		minor, &end);
	return end > 0 && strcmp(platform + end, arch) == 0;
}

static void explain_platform(
	const struct target *target, const struct wheel_name *wheel, struct text *why)
{
	static const char *const libcs[] = {[LIBC_GLIBC] = "glibc", [LIBC_MUSL] = "musl"};
	char platform[256];
	unsigned major, minor;

	text_printf(why, "platform %s", wheel->platform);
	if (target->platforms) {
		struct target any = *target;

		any.platforms = NULL;
		_cleanup_(tags_free) struct tags tags = tags_for(&any);

		if (platform_fits(&tags, wheel)) {
			text_printf(why, " (wanted %s)", target->platforms);
			return;
		}
	}
	for (const char *set = wheel->platform; next_member(&set, platform);)
		for (enum libc libc = LIBC_GLIBC; libc <= LIBC_MUSL; libc++) {
			if (!libc_needed(platform, target->arch, libc, &major, &minor))
				continue;
			text_printf(why, " needs %s %u.%u (target has %s%s%u.%u)", libcs[libc],
				major, minor, libc == target->libc ? "" : libcs[target->libc],
				libc == target->libc ? "" : " ", target->libc_major,
				target->libc_minor);
			return;
		}
}

static void explain_python(const struct tags *tags, const struct target *target,
	const struct wheel_name *wheel, struct text *why)
{
	struct wheel_name pure = *wheel;
	char own[16];

	pure.abi = "none";
	snprintf(own, sizeof own, "cp3%u", target->python_minor);
	if (set_has(wheel->python, own))
		text_printf(why, "abi %s (wanted %s, abi3 or none)", wheel->abi, own);
	else if (python_and_abi_fit(tags, &pure))
		text_printf(why, "abi %s (%s goes with none)", wheel->abi, wheel->python);
	else if (set_has(wheel->abi, "abi3"))
		text_printf(why, "python %s is newer than the target's 3.%u", wheel->python,
			target->python_minor);
	else
		text_printf(why, "python %s (wanted %s, abi3 or py3)", wheel->python, own);
}

void tags_explain(const struct tags *tags, const struct target *target,
	const struct wheel_name *wheel, struct text *why)
{
	bool platform = platform_fits(tags, wheel), python = python_and_abi_fit(tags, wheel);

	if (!platform)
		explain_platform(target, wheel, why);
	if (!platform && !python)
		text_add_string(why, "; ");
	if (!python)
		explain_python(tags, target, wheel, why);
	if (platform && python)
		text_printf(why, "no tag has %s, %s and %s together", wheel->python, wheel->abi,
			wheel->platform);
}
