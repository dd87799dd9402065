/* SPDX-License-Identifier: MIT */
/* holders.h: which distribution of a layer has a file: what its RECORD says.
 *
 * A layer of one wheel is that distribution's. In a layer of several the RECORDs tell; they are
 * read from the layer when they are asked for. */
#ifndef IMAGE_HOLDERS_H
#define IMAGE_HOLDERS_H

#include "image/blobs.h"
#include "lib/stringlist.h"

struct holder {
	char *label;                /* what messages call it: NAME VERSION */
	char *package;              /* its normalized name */
	size_t layer;               /* the layer that has its RECORD */
	char *record;               /* the RECORD's path; NULL: not found, or not looked for yet */
	struct text content;        /* the RECORD's content */
	struct stringlist left_out; /* paths that are no longer the distribution's */
};

struct holders {
	const struct image_layer *layers; /* with the next two, the caller's */
	const struct blob *blobs;
	const char *prefix; /* of the environment, without slashes around it; or NULL */
	size_t layer_count;
	struct holder_group *groups; /* the layers of each group have the same wheels */
	size_t group_count;
};

/* The holders of COUNT layers; nothing is read yet. */
struct holders holders_begin(const struct image_layer *layers, const struct blob *blobs,
	size_t count, const char *prefix);
void holders_free(struct holders *holders); /* for _cleanup_ */

/* Calls TAKE for each distribution of layers[LAYER] that has the file PATH or, BELOW, something in
 * that directory. Returns how many there are: 0 when it is no layer of packages. */
size_t holders_of(struct holders *holders, size_t layer, const char *path, bool below,
	void (*take)(void *context, struct holder *holder), void *context);

/* What to call the one that has it: the first of these, else what the layer holds. */
const char *holders_label(struct holders *holders, size_t layer, const char *path, bool below);

/* Finds the RECORDs of the distributions in layers[LAYER], if that was not yet done. */
void holders_read(struct holders *holders, size_t layer);

/* The directory that has the .dist-info of a distribution whose `record` is known; "" is the root.
 * The caller frees. */
char *holder_site(const struct holder *holder);

/* Whether a distribution of that normalized name is in one of the layers. */
bool holders_have(const struct holders *holders, const char *package);

/* Calls TAKE for each distribution of layers[LAYER]. */
void holders_each(struct holders *holders, size_t layer,
	void (*take)(void *context, struct holder *holder), void *context);

#endif
