/* SPDX-License-Identifier: MIT */
/* layeroptions.h: the command line of layer: of which wheels a layer is made, for which
 * environment, by which rules, and where it goes. */
#ifndef LAYERS_LAYEROPTIONS_H
#define LAYERS_LAYEROPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "layers/owner.h"
#include "layers/wheelargs.h"
#include "pypa/allowance.h"

/* Strings are those of the command line. */
struct layer_options {
	const char *prefix, *site; /* paths in the image, absolute, fit for scripts */
	const char *interpreter;   /* the same, or NULL */
	unsigned python_major, python_minor;
	unsigned part, parts; /* PART from 1 to PARTS; of several wheels 1 of 1 */
	bool recall;
	const char **bytecode; /* as they were given; WHEELS has them, too */
	size_t bytecode_count;
	struct owner_rules owners;
	struct allowance allowance;
	const char *files;       /* where the list of files goes, or NULL */
	const char *out, *store; /* one of the two */
	struct wheelargs wheels; /* one at least */
};

/* Takes the arguments, as options_begin() has left them; a wrong one is a usage_error. */
struct layer_options layer_options_take(int argc, char **argv);
void layer_options_free(struct layer_options *options); /* for _cleanup_ */

#endif
