/* SPDX-License-Identifier: MIT */
/* remotefile.h: a file at an index of which only the parts are fetched that are read, where the
 * index's server gives parts (RFC 9110, "Range Requests"). */
#ifndef RESOLVE_REMOTEFILE_H
#define RESOLVE_REMOTEFILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "fetch/policy.h"

struct remotefile {
	const struct policy *policy; /* this and the next two are the caller's */
	const char *index, *url;
	FILE *file;    /* a temporary one, with what was fetched at its place; NULL on failure */
	uint64_t size; /* of the whole, in bytes */
	char *failure; /* why the index did not answer, or NULL */
	bool refused;  /* its answer was no; else something broke */

	/* Private to remotefile.c. */
	struct remotepart *parts;
	size_t count;
};

/* Fetches the last TAIL bytes of the file at URL, which INDEX names, or, where its server gives no
 * parts or TAIL is 0, the whole; more than LIMIT bytes are a failure. Dies with EXIT_NO when there
 * is no such file. */
struct remotefile remotefile_open(const struct policy *policy, const char *index, const char *url,
	size_t tail, uint64_t limit);

/* Has the LENGTH bytes from OFFSET on in FILE, a struct remotefile; what is behind its end is not
 * looked for. Dies with EXIT_NO when they cannot be had. */
void remotefile_want(void *file, uint64_t offset, size_t length);

/* For _cleanup_. */
void remotefile_close(struct remotefile *file);

#endif
