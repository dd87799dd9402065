/* SPDX-License-Identifier: MIT */
/* recall.h: the layers of a plan that are known without their wheels, by the lock's rows. */
#ifndef RECORDS_RECALL_H
#define RECORDS_RECALL_H

#include <jansson.h>

#include "records/layerrows.h"

/* What a recall reads. */
struct recall {
	const struct layer_lock *lock;
	const json_t *plan;  /* plan.json (lockplan(1)) */
	const json_t *built; /* built.<target>.lock: the wheels of sdists; or NULL */
	const char *where;   /* what messages on the plan begin with */
};

/* Calls TAKE with each layer of the plan, by its record's name, for which the lock has a row with a
 * record; the others have to be made. Layers with .pyc files are among these: what they are depends
 * on files that are made of the wheels. Dies with EXIT_NO when the plan is none. */
void recall_each(const struct recall *recall,
	void (*take)(void *context, const char *name, const struct layer_row *row), void *context);

/* What is known of a layer of the plan. */
struct recalled {
	const char *name;            /* its record's */
	const json_t *layer;         /* the plan's object */
	const struct digest *key;    /* NULL: that takes its wheels */
	const struct layer_row *row; /* the lock's row; NULL: it has none */
};

/* The same for all layers of the plan. */
void recall_plan(const struct recall *recall,
	void (*take)(void *context, const struct recalled *recalled), void *context);

#endif
