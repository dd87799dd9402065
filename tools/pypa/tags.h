/* SPDX-License-Identifier: MIT */
/* tags.h: which wheels fit a target, and which fits best.
 *
 * Tags and their order are those of PyPA's "Platform compatibility tags" (PEP 425, 600, 656) as the
 * packaging library, since its version 26.3, computes them for a CPython with the GIL on Linux: of
 * the platforms linux_ARCH is the best (older versions of the library put it last), then manylinux
 * or musllinux from the target's own libc downwards. A target may say which of these it takes, and
 * in another order, by patterns (fnmatch) such as manylinux_2_1?_*,linux_*. */
#ifndef PYPA_TAGS_H
#define PYPA_TAGS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/text.h"
#include "pypa/name.h"
#include "pypa/target.h"

struct tags {
	size_t count;
	char **tags; /* best first, such as cp312-cp312-manylinux_2_35_aarch64 */
	void *index; /* finds a tag's place in the list */
};

/* TARGET has no problem. */
struct tags tags_for(const struct target *target);
void tags_free(struct tags *tags);

/* The place of the best tag that WHEEL has, 0 the best of all; -1 when none fits. */
long tags_rank(const struct tags *tags, const struct wheel_name *wheel);

/* The place of one tag, such as cp312-cp312-linux_x86_64; -1 when the target has it not. */
long tags_place(const struct tags *tags, const char *tag);

/* The most bytes of a tag, with its NUL. */
enum { TAG_BYTES = 3 * 256 };

/* Goes through the tags that WHEEL's name stands for; CURSOR is zeroed at first. Returns false at
 * the end. */
struct tag_cursor {
	const char *pythons, *abis, *platforms; /* what is left of each tag set */
	char python[256], abi[256], platform[256];
};
bool tags_next(
	struct tag_cursor *cursor, const struct wheel_name *wheel, char tag[static TAG_BYTES]);

/* Adds to WHY, in words for a user, which components of WHEEL's tags keep it from fitting:
 * `platform win_amd64`, `python cp310 (wanted cp311, abi3 or py3)`, `abi cp313t (wanted cp313, abi3
 * or none)`, `platform manylinux_2_39_aarch64 needs glibc 2.39 (target has 2.36)`; two of them with
 * `; ` between. Only for a wheel that does not fit. */
void tags_explain(const struct tags *tags, const struct target *target,
	const struct wheel_name *wheel, struct text *why);

#endif
