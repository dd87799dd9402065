/* SPDX-License-Identifier: MIT */
/* debqueue.h: packages are unpacked by several threads at once, and used in their order. */
#ifndef DEBIAN_DEBQUEUE_H
#define DEBIAN_DEBQUEUE_H

#include <stddef.h>

#include "debian/deb.h"

/* Calls USE(CONTEXT, DEB) for each of the COUNT packages in DEBS, one after the other, by the
 * caller's thread, when deb_unpack has read it into SPOOL, and forgets what was read. A few
 * packages are unpacked ahead, so that there is an end to what is in memory. Dies. */
void debqueue_unpack(struct deb *debs, size_t count, struct tempfile *spool,
	void (*use)(void *context, struct deb *deb), void *context);

#endif
