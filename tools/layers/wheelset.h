/* SPDX-License-Identifier: MIT */
/* wheelset.h: the wheels of a layer, and what layer(1) says of them. */
#ifndef LAYERS_WHEELSET_H
#define LAYERS_WHEELSET_H

#include <jansson.h>

#include "layers/install.h"
#include "layers/wheelargs.h"

/* The wheels, sorted by name, and what they install. */
struct wheelset {
	size_t count;
	struct wheel **wheels;
	struct installation *installations;
};

/* Opens WHEELS, which are borrowed as ALLOWANCE is, and installs them into TO. INFLATE is used for
 * the moment. Dies with EXIT_NO. */
struct wheelset wheelset_open(const struct wheelargs *wheels, const struct allowance *allowance,
	const struct environment *to, struct inflate *inflate);
void wheelset_free(struct wheelset *set);

/* The annotations of the layer, which is the PARTth of PARTS. */
json_t *wheelset_annotations(const struct wheelset *set, unsigned part, unsigned parts);

/* What the wheels' METADATA say: who needs the image's distributions does not need the wheels any
 * more. */
json_t *wheelset_distributions(const struct wheelset *set, struct inflate *inflate);

/* What the wheels have otherwise than the rules want it (flaws_json), and for each the
 * distribution's `name`. After their contents were written: what is found then is here, too. */
json_t *wheelset_flaws(const struct wheelset *set);

#endif
