/* SPDX-License-Identifier: MIT */
/* allowedfiles.h: which files of a project the requirements allow: by their format (--no-binary,
 * --only-binary) and by their hashes (--hash), as pip does.
 *
 * The policy's member `allowed`, which may be missing, says it:
 *
 *   {"noBinary": [name or ":all:", …], "onlyBinary": [as before],
 *    "exact": {name: version, …},
 *    "hashes": [{"name", "place": "requirements.in:3", "specifier": "==1.0",
 *                "hashes": ["sha256:…", …]}, …]}
 *
 * Names are normalized. Each entry of `hashes` is a line, and a file has to be allowed by all lines
 * of its project. `exact` names the version where one line allows no other. */
#ifndef FETCH_ALLOWEDFILES_H
#define FETCH_ALLOWEDFILES_H

#include <jansson.h>
#include <stdbool.h>

#include "fetch/project.h"

/* Dies (EXIT_NO) when ALLOWED, a policy's member or NULL, is malformed. */
void allowedfiles_check(const json_t *allowed, const char *where);

/* The option because of which no file of that format is taken of the project, as `--no-binary`;
 * NULL when none is against it. */
const char *allowedfiles_refused(const json_t *allowed, const char *name, bool is_wheel);

/* The first line that gives hashes for the project and allows none of them for FILE; NULL when
 * there is none. */
const json_t *allowedfiles_hash_line(
	const json_t *allowed, const char *name, const struct project_file *file);

/* Which files of the project there are for a resolver: those of a format that is allowed, and of
 * these, when a line gives hashes that one has whose version the line admits, those that have such
 * hashes. The result does not own its files. */
struct project allowedfiles_of(const json_t *allowed, const struct project *project);

/* The only version of the project that a line allows, or NULL. */
const char *allowedfiles_exact(const json_t *allowed, const char *name);

/* Appends what limits the project's files, with ` and ` between: `--no-binary`, `--hash of
 * requirements.in:3`. */
void allowedfiles_reasons(const json_t *allowed, const char *name, struct text *out);

#endif
