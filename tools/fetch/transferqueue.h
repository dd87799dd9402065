/* SPDX-License-Identifier: MIT */
/* transferqueue.h: the transfers (download.h) that several threads share: which is ready, which
 * waits for another round, and how many have not ended. */
#ifndef FETCH_TRANSFERQUEUE_H
#define FETCH_TRANSFERQUEUE_H

#include <pthread.h>

#include "fetch/download.h"

struct transfer_queue {
	pthread_mutex_t lock; /* guards the members below */
	size_t unfinished;
	struct transfer *first, **end; /* the transfers that are ready, in their order */
	struct transfer *waiting;      /* transfers that wait, in no order */
	int64_t wake;                  /* when the first of these is ready */
};

/* UNFINISHED transfers are going to end. The address of QUEUE may not change. */
void transferqueue_begin(struct transfer_queue *queue, size_t unfinished);

/* One more is going to end, and is ready. */
void transferqueue_add(struct transfer_queue *queue, struct transfer *transfer);

/* The next transfer that is ready, or NULL. */
struct transfer *transferqueue_take(struct transfer_queue *queue);

/* TRANSFER is ready again after PAUSE ms. */
void transferqueue_put(struct transfer_queue *queue, struct transfer *transfer, int64_t pause);

/* One has ended. Returns whether it was the last. */
bool transferqueue_end(struct transfer_queue *queue);

/* How long there is nothing to do, at most LONGEST ms; 0 when one is ready and WANTED; -1 when none
 * is left. */
int transferqueue_idle(struct transfer_queue *queue, bool wanted, int longest);

#endif
