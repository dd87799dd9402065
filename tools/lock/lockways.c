/* SPDX-License-Identifier: MIT */
#include "lock/lockways.h"

#include <stdlib.h>
#include <string.h>

#include "lib/die.h"

/* The most steps that are looked at. */
enum { MAX_STEPS = 4 << 20 };

/* Steps of one length from the package. */
struct queue {
	size_t count;
	const struct lockways_step **steps;
};

static void *grown(void *list, size_t count, size_t size)
{
	return (count & (count + 1)) == 0 ? xrealloc(list, 2 * count + 2, size) : list;
}

static void enqueue(struct queue *queue, const struct lockways_step *step)
{
	queue->steps = grown(queue->steps, queue->count, sizeof *queue->steps);
	queue->steps[queue->count++] = step;
}

static const struct lockways_step *add_step(
	struct lockways *ways, const struct lockgraph_edge *edge, const struct lockways_step *next)
{
	struct lockways_step *step = xalloc(1, sizeof *step);

	*step = (struct lockways_step){edge, next};
	ways->steps = grown(ways->steps, ways->step_count, sizeof *ways->steps);
	return ways->steps[ways->step_count++] = step;
}

/* Whether the way from STEP, which leads to NAME, goes through what asks in STEP later on. That is
 * a package with an extra: `all` of a package may ask for another extra of the same package. */
static bool goes_round(const struct lockways_step *step, const char *name)
{
	const char *asking = step->edge->package->name, *extra = step->edge->extra;

	if (strcmp(asking, name) == 0)
		return true;
	while ((step = step->next))
		if (step->edge->package && strcmp(step->edge->package->name, asking) == 0 &&
			(!*step->edge->extra || strcmp(step->edge->extra, extra) == 0))
			return true;
	return false;
}

static bool asks_for_extra(const struct lockgraph_edge *edge, const char *extra)
{
	size_t length = strlen(extra);

	for (const char *c = edge->asked->extras; *c; c += strcspn(c, ","), c += *c == ',')
		if (strcspn(c, ",") == length && strncmp(c, extra, length) == 0)
			return true;
	return false;
}

/* Puts before STEP, in which a package asks, each who asks for that. */
static void go_on(const struct lockgraph *graph, struct lockways *ways,
	const struct lockways_step *step, struct queue *later)
{
	struct lockgraph_edges asking = lockgraph_asking(graph, step->edge->package->name);

	for (size_t i = 0; i < asking.count; i++)
		if (!*step->edge->extra || asks_for_extra(&asking.edges[i], step->edge->extra))
			enqueue(later, add_step(ways, &asking.edges[i], step));
}

struct lockways lockways_to(const struct lockgraph *graph, const char *name, size_t most)
{
	struct lockways ways = {0};
	struct lockgraph_edges asking = lockgraph_asking(graph, name);
	struct queue queue = {0};

	for (size_t i = 0; i < asking.count; i++)
		enqueue(&queue, add_step(&ways, &asking.edges[i], NULL));
	while (queue.count && ways.count < most) {
		struct queue later = {0};

		for (size_t i = 0; i < queue.count; i++) {
			const struct lockways_step *step = queue.steps[i];

			if (!step->edge->package) {
				ways.ways = grown(ways.ways, ways.count, sizeof *ways.ways);
				ways.ways[ways.count++] = step;
			} else if (!goes_round(step, name)) {
				bool room = later.count < 20 * most && ways.step_count < MAX_STEPS;

				if (room)
					go_on(graph, &ways, step, &later);
				ways.more |= !room;
			}
		}
		free(queue.steps);
		queue = later;
	}
	ways.more |= queue.count > 0 || ways.count > most;
	ways.count = ways.count > most ? most : ways.count;
	free(queue.steps);
	return ways;
}

void lockways_free(struct lockways *ways)
{
	for (size_t i = 0; i < ways->step_count; i++)
		free(ways->steps[i]);
	free(ways->steps);
	free(ways->ways);
	*ways = (struct lockways){0};
}
