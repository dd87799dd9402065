/* SPDX-License-Identifier: MIT */
/* pinaskers.h: who of a file's pins asks for which others, and which pins the project itself asks
 * for. */
#ifndef ANALYZE_PINASKERS_H
#define ANALYZE_PINASKERS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "analyze/pinfile.h"
#include "lib/stringlist.h"

/* A name that pins have. */
struct asked_name {
	const char *name;         /* normalized; the pin's */
	size_t count;             /* of those that ask for it, */
	size_t *askers;           /* by their places among the names, ascending */
	struct stringlist extras; /* of it that pins name */
	struct stringlist asked;  /* of it that others ask for */
	bool own;                 /* after pinaskers_direct: the project itself asks for it */
};

struct pinaskers {
	const struct pinfile *file;
	size_t count;
	struct asked_name *names; /* in the file's order */
	json_t *places;           /* {name: its place} */
};

/* Who asks for whom, on any machine; an extra counts when a pin or another package asks for it.
 * FILE, of which pinindex.h knows what its pins require, has to live as long. */
struct pinaskers pinaskers_of(const struct pinfile *file);
void pinaskers_free(struct pinaskers *askers);

/* The place of a normalized name; askers->count when no pin has it. */
size_t pinaskers_place(const struct pinaskers *askers, const char *name);

/* Finds out which names are the project's own: by what the tool said that wrote the file, else
 * those for which no other asks. So is what brings an extra that no other asks for, or what a
 * resolver takes only by its own line. Ends the program (EXIT_NO) when none is. */
void pinaskers_direct(struct pinaskers *askers);

/* The names of those that ask for NAME, sorted. */
struct stringlist pinaskers_names(const struct pinaskers *askers, const struct asked_name *name);

/* Whether it is one of pip's own tools. */
bool pinaskers_is_tool(const char *name);

#endif
