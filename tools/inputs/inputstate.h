/* SPDX-License-Identifier: MIT */
/* inputstate.h: the state of files and directories, as far as it counts for what is made of them.
 *
 * What counts is which paths there are, and of each its kind, its mode, and its content: of a file
 * the bytes, of a directory what is in it, of a symbolic link in a directory where it leads. A path
 * that is given is followed when it is a link. Times, owners, and how a directory is sorted do not
 * count. What is not there, and what cannot be read, is a state as any other: who uses it finds
 * out. */
#ifndef INPUTS_INPUTSTATE_H
#define INPUTS_INPUTSTATE_H

#include "inputs/hashnotes.h"
#include "lib/stringlist.h"
#include "lib/text.h"

/* Where a state is gathered. What paths begin with that begin with ROOT, perhaps "", is none of
 * their names.
 */
struct inputs {
	struct stringlist *entries;
	struct hashnotes *notes;
	const char *root;
};

/* Adds PATH, and all that is below it when it is a directory, to the entries of a state: `KIND MODE
 * CONTENT PATH`, where CONTENT is a hash, or where a link leads, and a newline or backslash is
 * written as \n or \\. Left out are directories that are named __pycache__: Python writes them. */
void inputstate_add(const struct inputs *inputs, const char *path);

/* The same for a SOURCE of the project's own files: without what never goes into an image
 * (sourcetree.h). */
void inputstate_add_source(
	const struct inputs *inputs, const char *source, const struct stringlist *excludes);

/* Appends the ENTRIES to STATE, a line each, in one order however they were added. */
void inputstate_join(struct stringlist *entries, struct text *state);

#endif
