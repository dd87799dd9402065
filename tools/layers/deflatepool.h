/* SPDX-License-Identifier: MIT */
/* deflatepool.h: blocks deflated (deflate.h) on several processors, and delivered in their order.
 */
#ifndef LAYERS_DEFLATEPOOL_H
#define LAYERS_DEFLATEPOOL_H

#include "lib/text.h"

struct deflatepool;

/* Called for every block in the order in which they were put, by the thread that put them. */
typedef void deflatepool_deliver(
	void *context, const struct text *plain, const struct text *deflated);

/* Starts as many threads as there are processors to use, at most four. Dies. */
struct deflatepool *deflatepool_open(deflatepool_deliver *fetchfiles, void *context);

/* Takes over the bytes of PLAIN, at most DEFLATE_MAX, and leaves it empty. Delivers older blocks
 * when there are too many under way. */
void deflatepool_put(struct deflatepool *press, struct text *plain);

/* Delivers all that is under way. */
void deflatepool_drain(struct deflatepool *press);

/* Ends the threads; what was not delivered is lost. For _cleanup_. */
void deflatepool_free(struct deflatepool **press);

#endif
