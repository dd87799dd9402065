/* press.h: blocks deflated (deflate.h) on several processors, and delivered in their order. */
#ifndef PRESS_H
#define PRESS_H

#include "text.h"

struct press;

/* Called for every block in the order in which they were put, by the thread that put them. */
typedef void press_deliver(void *context, const struct text *plain, const struct text *deflated);

/* Starts as many threads as there are processors to use, at most four. Dies. */
struct press *press_open(press_deliver *deliver, void *context);

/* Takes over the bytes of PLAIN, at most DEFLATE_MAX, and leaves it empty. Delivers older blocks when there
 * are too many under way. */
void press_put(struct press *press, struct text *plain);

/* Delivers all that is under way. */
void press_drain(struct press *press);

/* Ends the threads; what was not delivered is lost. For _cleanup_. */
void press_free(struct press **press);

#endif
