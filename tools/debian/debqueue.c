/* SPDX-License-Identifier: MIT */
#include "debian/debqueue.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"

enum { MAX_WORKERS = 4, AHEAD = 8 };

/* What the threads share. */
struct queue {
	struct deb *debs;
	size_t count;
	struct tempfile *spool;
	pthread_mutex_t lock;
	pthread_cond_t moved;
	bool *ready;       /* for each package, whether it has been unpacked */
	size_t next, used; /* the package that is to be unpacked next; how many were used */
};

static void *work(void *context)
{
	struct queue *queue = context;

	pthread_mutex_lock(&queue->lock);
	while (queue->next < queue->count) {
		if (queue->next >= queue->used + AHEAD) {
			pthread_cond_wait(&queue->moved, &queue->lock);
			continue;
		}
		size_t mine = queue->next++;

		pthread_mutex_unlock(&queue->lock);
		deb_unpack(&queue->debs[mine], queue->spool);
		pthread_mutex_lock(&queue->lock);
		queue->ready[mine] = true;
		pthread_cond_broadcast(&queue->moved);
	}
	pthread_mutex_unlock(&queue->lock);
	return NULL;
}

static void use_in_order(
	struct queue *queue, void (*use)(void *context, struct deb *deb), void *context)
{
	for (size_t i = 0; i < queue->count; i++) {
		pthread_mutex_lock(&queue->lock);
		while (!queue->ready[i])
			pthread_cond_wait(&queue->moved, &queue->lock);
		pthread_mutex_unlock(&queue->lock);
		use(context, &queue->debs[i]);
		deb_forget(&queue->debs[i]);
		pthread_mutex_lock(&queue->lock);
		queue->used = i + 1;
		pthread_cond_broadcast(&queue->moved);
		pthread_mutex_unlock(&queue->lock);
	}
}

void debqueue_unpack(struct deb *debs, size_t count, struct tempfile *spool,
	void (*use)(void *context, struct deb *deb), void *context)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t workers = processors < 1             ? 1
			 : processors > MAX_WORKERS ? MAX_WORKERS
						    : (size_t)processors;
	pthread_t threads[MAX_WORKERS];
	_cleanup_free_ bool *ready = xalloc(count, sizeof *ready);
	struct queue queue = {.debs = debs,
		.count = count,
		.spool = spool,
		.ready = ready,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.moved = PTHREAD_COND_INITIALIZER};

	for (size_t i = 0; i < workers; i++)
		if (pthread_create(&threads[i], NULL, work, &queue) != 0)
			die(EXIT_SYSTEM, "cannot start a thread");
	use_in_order(&queue, use, context);
	for (size_t i = 0; i < workers; i++)
		pthread_join(threads[i], NULL);
	pthread_cond_destroy(&queue.moved);
	pthread_mutex_destroy(&queue.lock);
}
