/* SPDX-License-Identifier: MIT */
/* lockgraph.h: the graph of a lock: its packages, what each requires of which, and which line of
 *the project's requirements asks for what.
 *
 *	struct lockgraph graph = lockgraph_read(lock_path);
 *	lockgraph_add_lines(&graph, requirements_path, ROLE_REQUIREMENT, &target);
 *	lockgraph_connect(&graph);
 */
#ifndef LOCK_LOCKGRAPH_H
#define LOCK_LOCKGRAPH_H

#include "lock/lock.h"
#include "pypa/requirementlines.h"
#include "pypa/target.h"

/* What is asked for. Strings are owned by this struct. */
struct lockgraph_asked {
	char *name;                   /* normalized */
	char *extras;                 /* normalized, sorted, with commas between; "" for none */
	struct stringlist spelled;    /* the extras as written, sorted */
	struct stringlist specifiers; /* as written, sorted, of equal ones the first */
	char *specifier;              /* these with commas between; "" for any */
	char *url;                    /* or NULL */
};

/* A line of the project's files. */
struct lockgraph_line {
	enum requirement_role role;
	char *place; /* FILE:LINE */
	char *text;  /* the line */
	bool holds;  /* its marker does; false of overrides alone, which then say that nobody asks
			for the package */
	struct lockgraph_asked asked;
};

/* One who asks: a package, or else a line. */
struct lockgraph_edge {
	const struct lock_package *package;
	const struct lockgraph_line *line;
	const struct lockgraph_asked *asked;
	char *extra;  /* that brings it, normalized; "" for none */
	char *who;    /* `NAME VERSION` or FILE:LINE */
	size_t place; /* lines come first, then packages, each in their order */
};

/* Edges next to each other. */
struct lockgraph_edges {
	size_t count;
	const struct lockgraph_edge *edges;
};

struct lockgraph {
	struct lock lock;
	bool knows_edges; /* the lock says what its packages require */
	size_t line_count;
	struct lockgraph_line *lines;
	size_t edge_count;
	struct lockgraph_edge *edges; /* sorted by who is asked for, then by place */
};

/* Reads the lock. Dies (EXIT_NO) when it is not there or is none. */
struct lockgraph lockgraph_read(const char *path);

/* Adds the lines of the file PATH, which is for ROLE, whose markers hold for TARGET, and overrides
 * whatever their markers say: with a false one they take the package away. Paths and URLs have no
 * name and are left out. Dies as requirementlines_read does. */
void lockgraph_add_lines(struct lockgraph *graph, const char *path, enum requirement_role role,
	const struct target *target);

/* To be called after all lines were added. */
void lockgraph_connect(struct lockgraph *graph);
void lockgraph_free(struct lockgraph *graph);

/* Who asks for the package of that normalized name, whether the lock has it or not: lines of
 * requirements, and packages. */
struct lockgraph_edges lockgraph_asking(const struct lockgraph *graph, const char *name);

/* The first line in that role that names the package, at or after the line with that number, or
 * NULL. A constraint in a file that a constraints file includes is one, too. It need not hold. */
const struct lockgraph_line *lockgraph_line_on(
	const struct lockgraph *graph, const char *name, enum requirement_role role, size_t from);

/* Whether VERSION, which need not be one by PEP 440, is what is asked for. Pre-releases count. */
bool lockgraph_admits(const struct lockgraph_asked *asked, const char *version);

/* What is asked for, in words: `>=1,<2`, `@ URL` or `any`; the caller frees. */
char *lockgraph_specifier(const struct lockgraph_asked *asked);

/* PATH as it is shown: without `.` and without slashes that do not count. The caller frees. */
char *lockgraph_shown_path(const char *path);

#endif
