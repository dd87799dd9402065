/* SPDX-License-Identifier: MIT */
/* referrer.h: what goes with an image in its repository: an artifact whose subject is the image's
 * manifest (OCI image-spec 1.1; distribution-spec 1.1, "Listing Referrers" and, for registries that
 * do not know of them, "Referrers Tag Schema"). */
#ifndef PUBLISH_REFERRER_H
#define PUBLISH_REFERRER_H

#include "publish/pushset.h"
#include "publish/registry.h"

#define REFERRER_RECORDS "application/vnd.pylock.records.v1"
#define REFERRER_RECORD "application/vnd.pylock.record.v1.tar+gzip"

/* Sees to it that the registry has the contents of STORE that the file LIST names, a digest on each
 * line, as one artifact of the type REFERRER_RECORDS whose subject is SET's last manifest. What the
 * store does not have is left out; of nothing there is no artifact. Dies: EXIT_NO when the registry
 * refuses it. */
void referrer_push(struct registry *registry, const struct push_set *set, const struct store *store,
	const char *list);

#endif
