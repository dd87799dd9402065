/* SPDX-License-Identifier: MIT */
/* urlrounds.h: rounds over the URLs of a transfer (download.h): which one is asked next, after
 * which pause, and what it has come to when none is left. */
#ifndef FETCH_URLROUNDS_H
#define FETCH_URLROUNDS_H

#include "fetch/httprequest.h"

/* It is the first URL's turn. */
void urlrounds_begin(struct transfer *transfer);

/* The attempt at the URL whose turn it was has failed as OUTCOME says, whose reason passes to
 * TRANSFER. Returns whether there is another attempt: at the URL whose turn it is now, after PAUSE
 * ms. There are at most RETRIES further rounds since the content last made progress, each after a
 * longer pause, and none before the servers want it. */
bool urlrounds_next(
	struct transfer *transfer, const struct outcome *outcome, unsigned retries, int64_t *pause);

/* Sets TRANSFER's status and reason: GOOD, or by what became of each URL. */
void urlrounds_end(struct transfer *transfer, bool good);

void urlrounds_free(struct transfer *transfer);

#endif
