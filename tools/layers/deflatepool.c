/* SPDX-License-Identifier: MIT */
#include "layers/deflatepool.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "layers/deflate.h"
#include "lib/cleanup.h"
#include "lib/die.h"

enum { MAX_WORKERS = 4, SLOTS = MAX_WORKERS + 2 };

struct slot {
	enum { EMPTY, WAITING, BUSY, DONE } state;
	struct text plain, deflated;
};

struct deflatepool {
	deflatepool_deliver *fetchfiles;
	void *context;
	pthread_t threads[MAX_WORKERS];
	size_t workers;
	pthread_mutex_t lock;
	pthread_cond_t moved;
	bool ending;
	struct slot slots[SLOTS]; /* the slots, a ring */
	size_t first, count;      /* the oldest that is under way, and how many are */
};

/* The oldest slot that waits for a thread, or NULL. */
static struct slot *next_waiting(struct deflatepool *press)
{
	for (size_t i = 0; i < press->count; i++) {
		struct slot *slot = &press->slots[(press->first + i) % SLOTS];

		if (slot->state == WAITING)
			return slot;
	}
	return NULL;
}

static void *work(void *context)
{
	struct deflatepool *press = context;

	pthread_mutex_lock(&press->lock);
	while (!press->ending) {
		struct slot *slot = next_waiting(press);

		if (!slot) {
			pthread_cond_wait(&press->moved, &press->lock);
			continue;
		}
		slot->state = BUSY;
		pthread_mutex_unlock(&press->lock);
		deflate_add(&slot->deflated, slot->plain.bytes, slot->plain.length);
		pthread_mutex_lock(&press->lock);
		slot->state = DONE;
		pthread_cond_broadcast(&press->moved);
	}
	pthread_mutex_unlock(&press->lock);
	return NULL;
}

struct deflatepool *deflatepool_open(deflatepool_deliver *fetchfiles, void *context)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	struct deflatepool *press = xalloc(1, sizeof *press);

	press->fetchfiles = fetchfiles;
	press->context = context;
	pthread_mutex_init(&press->lock, NULL);
	pthread_cond_init(&press->moved, NULL);
	press->workers = processors < 1             ? 1
			 : processors > MAX_WORKERS ? MAX_WORKERS
						    : (size_t)processors;
	for (size_t i = 0; i < press->workers; i++)
		if (pthread_create(&press->threads[i], NULL, work, press) != 0)
			die(EXIT_SYSTEM, "cannot start a thread");
	return press;
}

static void deliver_oldest(struct deflatepool *press)
{
	struct slot *slot = &press->slots[press->first];

	pthread_mutex_lock(&press->lock);
	while (slot->state != DONE)
		pthread_cond_wait(&press->moved, &press->lock);
	pthread_mutex_unlock(&press->lock);
	press->fetchfiles(press->context, &slot->plain, &slot->deflated);
	text_clear(&slot->plain);
	text_clear(&slot->deflated);
	pthread_mutex_lock(&press->lock);
	slot->state = EMPTY;
	press->first = (press->first + 1) % SLOTS;
	press->count--;
	pthread_mutex_unlock(&press->lock);
}

void deflatepool_put(struct deflatepool *press, struct text *plain)
{
	if (press->count == SLOTS)
		deliver_oldest(press);
	pthread_mutex_lock(&press->lock);
	struct slot *slot = &press->slots[(press->first + press->count) % SLOTS];
	struct text empty = slot->plain;

	slot->plain = *plain;
	*plain = empty;
	slot->state = WAITING;
	press->count++;
	pthread_cond_broadcast(&press->moved);
	pthread_mutex_unlock(&press->lock);
}

void deflatepool_drain(struct deflatepool *press)
{
	while (press->count > 0)
		deliver_oldest(press);
}

void deflatepool_free(struct deflatepool **pointer)
{
	struct deflatepool *press = *pointer;

	if (!press)
		return;
	pthread_mutex_lock(&press->lock);
	press->ending = true;
	pthread_cond_broadcast(&press->moved);
	pthread_mutex_unlock(&press->lock);
	for (size_t i = 0; i < press->workers; i++)
		pthread_join(press->threads[i], NULL);
	for (size_t i = 0; i < SLOTS; i++) {
		text_free(&press->slots[i].plain);
		text_free(&press->slots[i].deflated);
	}
	pthread_cond_destroy(&press->moved);
	pthread_mutex_destroy(&press->lock);
	cleanup_free(pointer);
}
