/* SPDX-License-Identifier: MIT */
/* closure.h: what the dynamic loader would find wanting in the ELF files of an image.
 *
 * Each file is loaded in turn into a process of the image's Python (a program: into one of its
 * own). A need that is met only on behalf of another file, which loads this one, is met. Undefined
 * symbols without a version are looked for in the program, in the file and in all that they load,
 * and where that does not have them, in what every file that loads this one loads; symbol versions
 * in the library that is found. */
#ifndef EVIDENCE_CLOSURE_H
#define EVIDENCE_CLOSURE_H

#include "evidence/loader.h"

/* The most undefined symbols of one file that are named. */
enum { CLOSURE_MOST_SYMBOLS = 20 };

struct closure;

/* Examines every object of the loader, which has to live as long. The caller frees. */
struct closure *closure_examine(const struct loader *loader);
void closure_free(struct closure **closure); /* for _cleanup_ */

/* Adds to JSON what is known of the object with that number, where there is such a thing:
 *
 *	"needed":{NAME:PATH or null,...}
 *		what is found for each library that it needs
 *	"besides":{NAME:PATH,...}
 *		those that no search finds, but that serve if they were loaded before
 *	"lacks":[{"library","path","version"},...]
 *		versions that the library that is found does not define
 *	"undefined":{"count":2,"symbols":[...]}
 *		symbols that nothing in reach defines
 *	"incomplete":[NAME,...]
 *		the libraries that may have had them, which are missing somewhere below
 *	"soname" "cuda" "ptx" "numpy" "flaw"
 *		as elfevidence.h has them */
void closure_describe(const struct closure *closure, uint32_t object, json_t *json);

#endif
