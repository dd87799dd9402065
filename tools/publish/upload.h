/* SPDX-License-Identifier: MIT */
/* upload.h: a blob into a repository (OCI distribution-spec 1.1, "Pushing blobs"). */
#ifndef PUBLISH_UPLOAD_H
#define PUBLISH_UPLOAD_H

#include <stdbool.h>

#include "lib/digest.h"
#include "publish/registry.h"

struct upload {
	struct registry *registry;
	const struct stringlist *mounts; /* repositories that may have it, too */
	const char *path;                /* the file with its content */
	struct digest digest;
	uint64_t size;
	/* As in exchange.h: bytes that went out. */
	void (*sent)(void *data, int64_t length);
	void *data;
};

enum upload_end {
	UPLOAD_HAD,     /* the registry had it already */
	UPLOAD_MOUNTED, /* it has taken it from another repository */
	UPLOAD_SENT,
};

/* Whether the registry has the blob, or has taken it from one of the mounts just now; the file is
 * not looked at. Dies as upload_blob() does. */
bool upload_is_there(const struct upload *upload, CURL *easy);

/* Sees to it that the registry has the blob. Small ones go in one request. Larger ones go in one
 * stream, or in as many parts as the registry wants, and after a cut from where it got to. Dies:
 * EXIT_NO when the registry refuses it or the file is not what its digest says, EXIT_SYSTEM when
 * it cannot be reached for long. */
enum upload_end upload_blob(const struct upload *upload, CURL *easy);

#endif
