/* SPDX-License-Identifier: MIT */
#include "pypa/tags.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/unconst.h"

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
	char python[16];
	_cleanup_(target_platforms_free) char **platforms = target_platforms(target);

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
			if (!platformtag_needs(platform, target->arch, libc, &major, &minor))
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
