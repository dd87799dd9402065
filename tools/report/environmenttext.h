/* SPDX-License-Identifier: MIT */
/* environmenttext.h: what lock, base and interpreter say of an environment, as lines KEY: VALUE. */
#ifndef LIB_ENVIRONMENTTEXT_H
#define LIB_ENVIRONMENTTEXT_H

#include <jansson.h>

#include "lib/stringlist.h"
#include "lib/text.h"
#include "report/deptree.h"

/* What it is made of, borrowed: plan.json of lockplan, what basefacts printed of the base, and
 * python.json; with each the path that messages begin with. */
struct environment {
	const json_t *plan, *facts, *python;
	const char *plan_path, *facts_path, *python_path;
};

/* The lines; of GIVEN, a list of KEY=VALUE, the first comes first, the others at the end. What only
 * the device can tell is said to be unknown. Dies (EXIT_NO) when a member is missing or not what it
 * should be. The caller frees. */
struct text environment_text(
	const struct environment *of, const struct deptree *tree, const struct stringlist *given);

#endif
