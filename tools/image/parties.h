/* SPDX-License-Identifier: MIT */
/* parties.h: the parties to a collision: the distributions that have a file at one path, and
 * whether one of them owns it. */
#ifndef IMAGE_PARTIES_H
#define IMAGE_PARTIES_H

#include "image/claims.h"
#include "image/holders.h"
#include "layers/owner.h"

struct party {
	const struct claim *claim; /* the file that it has */
	struct holder *holder;     /* NULL for files of no distribution */
};

struct parties {
	size_t count;
	struct party *list; /* in the order of the layers; what it points to is not its own */
};

/* Those of PATH, of which FIRST is the number of the last claim. LEFT_OUT has, for each layer, the
 * paths that it loses, sorted: a .pyc file that goes with its source is nobody's. */
struct parties parties_of(const struct claims *claims, uint32_t first, const char *path,
	struct holders *holders, const struct stringlist *left_out);
void parties_free(struct parties *parties); /* for _cleanup_ */

/* Whether their files are not all the same. */
bool parties_differ(const struct parties *parties);

/* The party that a rule for PATH names, or NULL. RULE receives that rule, or NULL. */
const struct party *parties_owner(const struct parties *parties, const struct owner_rules *rules,
	const char *path, const struct owner_rule **rule);

/* Dies when one of parties that differ is no distribution: no rule can name it. LAYERS are those of
 * the claims. */
void parties_must_be_holders(
	const struct parties *parties, const struct image_layer *layers, const char *path);

#endif
