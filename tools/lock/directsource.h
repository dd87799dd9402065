/* SPDX-License-Identifier: MIT */
/* directsource.h: where a package is that a direct reference asks for, as a lock says it (PEP 751,
 * `packages.vcs`, `packages.directory` and `packages.archive`).
 *
 * It is a JSON object with one member, of that name: {"vcs": {"type": "git", "url",
 * "requested-revision", "commit-id", "subdirectory"}}, {"directory": {"path", "subdirectory"}} or
 * {"archive": {"url" or "path", "size", "hashes", "subdirectory"}}. */
#ifndef LOCK_DIRECTSOURCE_H
#define LOCK_DIRECTSOURCE_H

#include <jansson.h>
#include <stdbool.h>

#include "lib/text.h"

/* The source that OBJECT, an item of a lock's `packages`, has, checked: paths are relative and do
 * not lead upwards, URLs hold no password, commits are whole. NULL when it has none. Dies with
 * EXIT_NO for what is malformed; WHERE begins the messages. The caller owns it. */
json_t *directsource_read(const json_t *object, const char *where);

/* Whether its file has to be made, and is at no URL. */
bool directsource_is_made(const json_t *source);

/* The URL of its file, or NULL; owned by SOURCE. */
const char *directsource_url(const json_t *source);

/* Appends it as a lock has it: `vcs = { … }` and a newline. */
void directsource_add(struct text *out, const json_t *source);

#endif
