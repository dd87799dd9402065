/* SPDX-License-Identifier: MIT */
/* lock.h: a pylock.toml (PyPA "pylock.toml specification", PEP 751), checked.
 *
 * Everything that was read is checked before it is believed: names, versions, filenames and hashes
 * hold only what they may, so that they are safe in paths, makefiles and shell words. */
#ifndef LOCK_LOCK_H
#define LOCK_LOCK_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fetch/policy.h"
#include "lib/digest.h"
#include "lib/stringlist.h"

/* A file that a lock lists. Strings are owned by this struct. */
struct lock_file {
	char *filename; /* checked: a wheel's or an sdist's filename of that package */
	char *url;      /* or NULL */
	char *uploaded; /* RFC 3339, or NULL */
	struct digest sha256;
	int64_t size; /* bytes, or -1 when the lock does not say */
	bool sdist;
};

struct lock_package {
	char *name;            /* normalized */
	char *version;         /* as in the lock */
	char *marker;          /* or NULL */
	char *requires_python; /* or NULL */
	const char *problem;   /* why it cannot be taken, although the lock may list it; or NULL */
	char *index;      /* name of the index it comes from (tool.pylock-mk); NULL if not said, see
			     lock_place */
	json_t *choice;   /* why this file and not another of the release (tool.pylock-mk), or NULL:
			     {"by": "tag:linux_aarch64", "over": [filename, …]} */
	json_t *requires; /* what it requires on the target, as text (tool.pylock-mk), or NULL */
	json_t *direct;   /* where it is, when a direct reference asked for it (directsource.h), or
			     NULL */
	char *group;      /* of the layer it is in (tool.pylock-mk), or NULL */
	uint64_t serial;  /* generation of the lock at which its file last changed; 1 if not said */
	size_t file_count;
	struct lock_file *files;  /* wheels in the lock's order, then the sdist */
	struct lock_file *chosen; /* by lock_choose; NULL before */
};

struct lock {
	const char *path; /* of the caller; for messages */
	size_t count;
	struct lock_package *packages; /* sorted by name */
	char *requires_python;         /* or NULL */
	json_t *environments;          /* markers, or NULL: any */
	struct stringlist groups;      /* dependency groups that are the default, normalized */
	json_t *tool;                  /* [tool.pylock-mk], or NULL */
};

/* Reads and checks the lock. Dies with EXIT_NO, naming the file and the package, for what is
 * malformed, has no SHA-256, uses a lock-version that is not 1.x, or is larger than a lock may be:
 * 16 MiB, 10,000 packages. */
struct lock lock_read(const char *path);
void lock_free(struct lock *lock);
void lock_package_free(struct lock_package *package);
void lock_file_free(struct lock_file *file);

/* A `choice` that is a member of OBJECT, checked; NULL when it has none. The caller owns it. */
json_t *lock_read_choice(const json_t *object, const char *where);

/* The member `requires` of OBJECT, checked to be requirements by their characters; NULL when it has
 * none. The caller owns it. */
json_t *lock_read_requires(const json_t *object, const char *where);

/* The package of that normalized name, or NULL. */
struct lock_package *lock_find(const struct lock *lock, const char *name);

/* Gives each package the index that POLICY says. Dies when the lock says another. */
void lock_place(struct lock *lock, const struct policy *policy);

#endif
