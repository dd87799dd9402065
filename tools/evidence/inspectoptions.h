/* SPDX-License-Identifier: MIT */
/* inspectoptions.h: the command line of inspect. */
#ifndef EVIDENCE_INSPECTOPTIONS_H
#define EVIDENCE_INSPECTOPTIONS_H

#include <stddef.h>

#include "pypa/allowance.h"

enum { INSPECT_MOST_SITES = 64 };

/* Strings are those of the command line; prefix and sites are without the slash before them. */
struct inspect_options {
	const char *store, *prefix, *layout;
	const char *sites[INSPECT_MOST_SITES];
	size_t site_count;
	unsigned python_major, python_minor;   /* whose .pyc files count; 0: none */
	const char *origins;                   /* origins.h; or NULL */
	unsigned install_major, install_minor; /* the image's Python; 0: not given */
	struct allowance allowance;
};

/* Takes the arguments, as options_begin() has left them; a wrong one is a usage_error. */
struct inspect_options inspect_options_take(int argc, char *argv[]);
void inspect_options_free(struct inspect_options *options); /* for _cleanup_ */

#endif
