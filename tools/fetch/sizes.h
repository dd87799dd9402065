/* SPDX-License-Identifier: MIT */
/* sizes.h: how large files are that an index offers, when its pages do not say. */
#ifndef FETCH_SIZES_H
#define FETCH_SIZES_H

#include <stddef.h>
#include <stdint.h>

struct size_request {
	const char *url;
	int64_t *size; /* receives the bytes; stays as it is when they cannot be learned */
};

/* Asks for all of them at once, by HEAD requests. What cannot be learned is no error. */
void sizes_learn(const struct size_request *requests, size_t count);

#endif
