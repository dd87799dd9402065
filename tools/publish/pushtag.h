/* SPDX-License-Identifier: MIT */
/* pushtag.h: the manifests of what is pushed, after its blobs (OCI distribution-spec 1.1, "Pushing
 * manifests"). */
#ifndef PUBLISH_PUSHTAG_H
#define PUBLISH_PUSHTAG_H

#include "publish/pushset.h"
#include "publish/registry.h"

/* Puts SET's manifests into the registry, the inner ones by their digests, the last one as TAG, and
 * asks for TAG. Dies: EXIT_NO when the registry refuses one, or has another one then. */
void pushtag(struct registry *registry, const struct push_set *set, const char *tag);

#endif
