/* SPDX-License-Identifier: MIT */
/* pageservice.h: answers questions about the pages of package indexes, many at once (indexpage(1)).
 */
#ifndef RESOLVE_PAGESERVICE_H
#define RESOLVE_PAGESERVICE_H

#include <jansson.h>
#include <pthread.h>

#include "fetch/download.h"
#include "fetch/policy.h"
#include "resolve/pageview.h"

struct page_question;

struct pageservice {
	const struct policy *policy;
	struct pageview view;

	/* Private to pageservice.c. */
	struct downloads *downloads;
	pthread_mutex_t lock;       /* for the rest, and standard output */
	struct page_question *kept; /* with pages that may be asked for again */
};

/* Answers go to standard output, as they are known: a line of JSON each, and the bytes that it
 * announces. When they cannot be written, the program ends. POLICY and what the view has live as
 * long as the service. */
void pageservice_begin(struct pageservice *service);

/* Takes the question, which it owns from now on. One that is malformed ends the program (EXIT_NO).
 */
void pageservice_ask(struct pageservice *service, json_t *question);

/* Waits for all answers, and frees. */
void pageservice_end(struct pageservice *service);

#endif
