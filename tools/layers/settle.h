/* SPDX-License-Identifier: MIT */
/* settle.h: which file is there when several wheels of one layer install one path.
 *
 * Files of the same bytes and mode are one file, of all of these wheels. Of different ones that of
 * the owner stays, which a rule names (owner.h); the others are left out, with what was compiled of
 * them, and so is the row in the RECORD of the wheel that loses. */
#ifndef LAYERS_SETTLE_H
#define LAYERS_SETTLE_H

#include "layers/install.h"
#include "layers/owner.h"

struct settlement {
	const struct owner_rules *rules;
	struct inflate *inflate;
	json_t *owned;     /* an array of decisions (owner_decided) */
	json_t *stand_ins; /* an array of {"path","packages":[NAME VERSION…]}: paths for which there
			      are rules, but   for a package that is in another layer. The first
			      wheel's file is there; who lays the   layers over each other has to
			      find the owner's. */
};

/* Takes out of FILES, COUNT of the INSTALLATIONS in path_compare_folded's order, what is not there.
 * Returns how many stay. Dies with EXIT_NO when one wheel has different files at a path, or several
 * have and no rule says whose is there. */
size_t settle(struct installed **files, size_t count, struct installation *installations,
	size_t installation_count, const struct environment *to, struct settlement *settlement);

#endif
