/* SPDX-License-Identifier: MIT */
/* evidence_items.h: evidence written down by a test, with bars for NULs. */
#ifndef EVIDENCE_ITEMS_H
#define EVIDENCE_ITEMS_H

#include <string.h>

#include "evidence/evidence.h"
#include "lib/die.h"

/* The caller frees .bytes, as a char *. */
static inline struct evidence items(const char *text)
{
	char *bytes = xstrdup(text);

	for (char *c = bytes; *c; c++)
		if (*c == '|')
			*c = '\0';
	return (struct evidence){bytes, strlen(text)};
}

#define ONE "1111111111111111111111111111111111111111111111111111111111111111"
#define TWO "2222222222222222222222222222222222222222222222222222222222222222"

#endif
