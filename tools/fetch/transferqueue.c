/* SPDX-License-Identifier: MIT */
#include "fetch/transferqueue.h"

#include <time.h>

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

void transferqueue_begin(struct transfer_queue *queue, size_t unfinished)
{
	*queue = (struct transfer_queue){
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.unfinished = unfinished,
		.end = &queue->first,
		.wake = INT64_MAX,
	};
}

/* The following three with the lock held. */
static void add(struct transfer_queue *queue, struct transfer *transfer)
{
	transfer->next = NULL;
	*queue->end = transfer;
	queue->end = &transfer->next;
}

static void add_later(struct transfer_queue *queue, struct transfer *transfer, int64_t not_before)
{
	transfer->not_before = not_before;
	transfer->next = queue->waiting;
	queue->waiting = transfer;
	if (not_before < queue->wake)
		queue->wake = not_before;
}

/* Transfers that have waited long enough become ready. */
static void wake_up(struct transfer_queue *queue)
{
	struct transfer *transfer = queue->waiting, *next;
	int64_t time = now();

	if (time < queue->wake)
		return;
	queue->waiting = NULL;
	queue->wake = INT64_MAX;
	for (; transfer; transfer = next) {
		next = transfer->next;
		if (transfer->not_before <= time)
			add(queue, transfer);
		else
			add_later(queue, transfer, transfer->not_before);
	}
}

void transferqueue_add(struct transfer_queue *queue, struct transfer *transfer)
{
	pthread_mutex_lock(&queue->lock);
	queue->unfinished++;
	add(queue, transfer);
	pthread_mutex_unlock(&queue->lock);
}

struct transfer *transferqueue_take(struct transfer_queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	wake_up(queue);
	struct transfer *transfer = queue->first;

	if (transfer)
		queue->first = transfer->next;
	if (!queue->first)
		queue->end = &queue->first;
	pthread_mutex_unlock(&queue->lock);
	return transfer;
}

void transferqueue_put(struct transfer_queue *queue, struct transfer *transfer, int64_t pause)
{
	pthread_mutex_lock(&queue->lock);
	if (pause)
		add_later(queue, transfer, now() + pause);
	else
		add(queue, transfer);
	pthread_mutex_unlock(&queue->lock);
}

bool transferqueue_end(struct transfer_queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	bool last = --queue->unfinished == 0;

	pthread_mutex_unlock(&queue->lock);
	return last;
}

int transferqueue_idle(struct transfer_queue *queue, bool wanted, int longest)
{
	int64_t idle = longest;

	pthread_mutex_lock(&queue->lock);
	if (!queue->unfinished)
		idle = -1;
	else if (wanted && queue->first)
		idle = 0;
	else if (queue->wake - now() < longest)
		idle = queue->wake > now() ? queue->wake - now() : 0;
	pthread_mutex_unlock(&queue->lock);
	return (int)idle;
}
