/* SPDX-License-Identifier: MIT */
/* deflate.h: a raw deflate stream (RFC 1951) whose bytes are part of the layer format.
 *
 * A library's compressor may give other bytes in its next version, and a layer's digest with them;
 * this one may not: the golden digests in the tests hold it. It is for the little that a layer does
 * not take over from its wheels (headers, RECORD, scripts) and for base layers. Greedy with one
 * step of laziness, hash chains, blocks of the cheapest kind. */
#ifndef LAYERS_DEFLATE_H
#define LAYERS_DEFLATE_H

#include <stddef.h>

#include "lib/text.h"

/* The most bytes that one stream takes. */
enum { DEFLATE_MAX = 1 << 20 };

/* Appends one complete stream for BYTES (LENGTH at most DEFLATE_MAX, may be 0). */
void deflate_add(struct text *out, const void *bytes, size_t length);

#endif
