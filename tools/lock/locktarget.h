/* SPDX-License-Identifier: MIT */
/* locktarget.h: the target that a lock is for, read from target.json and checked. */
#ifndef LOCK_LOCKTARGET_H
#define LOCK_LOCKTARGET_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "pypa/allowance.h"
#include "pypa/target.h"

/* A target, as target.json describes it:
 *   {"name": "debian12-arm64", "arch": "aarch64", "glibc": "2.36" or "musl": "1.2", "python":
 * "3.11", "platforms": "linux_*,manylinux_*" if not all in their order, "exclude": ["sphn"], "pyc":
 * ["*"] or ["torch"], "owner": ["bin/tool=torch"], "allowWheel": [a SHA-256]}; other members are
 * for other programs. */
struct lock_target {
	char *name;
	struct target target;
	size_t exclude_count;
	char **exclude;  /* normalized */
	char *platforms; /* that of `target` */
	char *compiler;  /* the Python version that compiles, in full; NULL when nothing is compiled
			  */
	json_t *owners;  /* an array of the rules of PYLOCK_OWNER, or NULL */
	size_t compiled_count;
	char **compiled; /* the packages that have .pyc files, normalized; `*` is all */
	struct allowance allowed;
};

/* JSON is what target.json holds, WHERE its name for messages. Dies when it is malformed. */
struct lock_target lock_target_read(const json_t *json, const char *where);
void lock_target_free(struct lock_target *target);

/* Whether the package of that normalized name has .pyc files. */
bool lock_target_compiles(const struct lock_target *target, const char *name);

#endif
