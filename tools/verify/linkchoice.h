/* SPDX-License-Identifier: MIT */
/* linkchoice.h: objects that need not be loaded, since a package loads one of several, or can do
 * without.
 *
 * opened.json knows them: an array of rows {"distribution","why","source"} and one of
 *
 *	"one":{TITLE:[PATTERN,...],...}
 *		the objects of one title have to be whole; with "each":true one object
 *	"optional":[PATTERN,...]
 *		the package can do without
 *	"opens":[[SONAME,...],...]
 *		of each list one library has to be there (missing.h)
 *
 * Patterns are fnmatch's, for paths. */
#ifndef VERIFY_LINKCHOICE_H
#define VERIFY_LINKCHOICE_H

#include "verify/linkage.h"

/* Marks the objects that need not be loaded (object.choice), and reports what is loaded instead, or
 * that nothing is, which counts for all of them.
 * Returns an array of their paths in the order in which they were found; the caller frees. */
json_t *linkage_choose(struct linkage *linkage);

/* Reports those of CHOICES, what linkage_choose returned, for each row together. */
void report_choices(const struct linkage *linkage, json_t *choices);

#endif
