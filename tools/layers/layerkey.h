/* SPDX-License-Identifier: MIT */
/* layerkey.h: the key of a layer of wheels: a hash of all that its bytes follow from. */
#ifndef LAYERS_LAYERKEY_H
#define LAYERS_LAYERKEY_H

#include "layers/environment.h"
#include "layers/layeroptions.h"

/* The key of the layer that OPTIONS and the environment TO make. Of the options its wheels, by the
 * hashes of their contents, its part, its rules and the wheels that are allowed count. */
struct digest layerkey(const struct layer_options *options, const struct environment *to);

#endif
