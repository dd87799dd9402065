/* SPDX-License-Identifier: MIT */
/* metadatareader.h: what files require of which the index has no metadata, asked of a program that
 * reads the files themselves, filemetadata(1). */
#ifndef RESOLVE_METADATAREADER_H
#define RESOLVE_METADATAREADER_H

#include <jansson.h>

struct metadatareader {
	const char *tools;  /* the framework's build directory */
	const char *policy; /* the path of policy.json */
};

/* The answers to QUESTIONS, in their order: both are arrays as filemetadata(1) has them. The caller
 * owns the result. Dies (EXIT_SYSTEM) when the program fails, or does not answer. */
json_t *metadatareader_ask(const struct metadatareader *reader, const json_t *questions);

#endif
