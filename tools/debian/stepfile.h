/* SPDX-License-Identifier: MIT */
/* stepfile.h: files of steps (steps.h), taken apart line by line; nothing of them is carried out.
 */
#ifndef DEBIAN_STEPFILE_H
#define DEBIAN_STEPFILE_H

#include <stdbool.h>

#include "lib/text.h"

enum { STEP_WORDS = 3 };

/* A line: a verb and the words that follow it. */
struct step {
	const char *verb;
	const char *path; /* the file's name for messages; the caller's */
	size_t line;
	const char *package;      /* the package that the step belongs to, or NULL */
	const char *architecture; /* Debian's name of the only machine that it is for, or NULL */
	char *words[STEP_WORDS];
	struct text content; /* the text of a `file` step */
};

struct stepfile {
	struct step *steps;
	size_t count;
};

/* Adds the steps of the file PATH, whose name messages give and which must stay. Only verbs that
 * exist, each with as many words as it takes, and after a package where it belongs to one: anything
 * else is bad input. Dies. */
void stepfile_read(struct stepfile *file, const char *path);
void stepfile_free(struct stepfile *file);

bool step_is(const struct step *step, const char *verb);

#endif
