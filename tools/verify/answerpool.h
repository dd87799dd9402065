/* SPDX-License-Identifier: MIT */
/* answerpool.h: processes of one program, each of which answers a line with a line.
 *
 * What they answer comes from outside: a line of more than 64 MiB, and an end before the answer,
 * are bad input, which names the question. The processes end with this one. */
#ifndef VERIFY_ANSWERPOOL_H
#define VERIFY_ANSWERPOOL_H

#include "lib/stringlist.h"

struct answerpool {
	const char *const *command; /* NULL-terminated */
	const char *directory;      /* where it runs */
	size_t processes;           /* at once, at most */
	void *context;              /* for: */
	/* The ANSWER, LENGTH bytes before its newline, to the question of that NUMBER. */
	void (*answered)(void *context, size_t number, const char *answer, size_t length);
};

/* Has all QUESTIONS answered, which have no newlines, in their order as far as several processes
 * keep one. Dies. */
void answerpool_ask(const struct answerpool *pool, const struct stringlist *questions);

#endif
