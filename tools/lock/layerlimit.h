/* SPDX-License-Identifier: MIT */
/* layerlimit.h: how many layers an image may have.
 *
 * Overlay file systems are mounted from at most 128 directories by containers/storage (podman).
 * docker's graph drivers take 127 with the two that a container adds (layer.maxLayerDepth), and say
 * `max depth exceeded`. */
#ifndef LOCK_LAYERLIMIT_H
#define LOCK_LAYERLIMIT_H

enum {
	LAYERS_MOST = 127,   /* of any image */
	LAYERS_DOCKER = 125, /* of one that docker's graph drivers take */
};

#endif
