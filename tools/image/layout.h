/* SPDX-License-Identifier: MIT */
/* layout.h: an OCI image layout (image-spec 1.1, image-layout.md): a directory of blobs and an
 *index of them.
 *
 *	ROOT/oci-layout			which version of the format this is
 *	ROOT/index.json			the images
 *	ROOT/blobs/sha256/<64 hex>	content; ours has mode 0444 and is modified at STORE_TIME
 *
 * A layout that was made elsewhere is bad input until its blobs' digests were computed. Of one that
 *is written here, a blob with the right size and STORE_TIME is taken as right: only layout_add and
 *its like give a blob that time, after its content is complete and known, and who writes into it
 *takes it away. index.json is renamed last and is the commit point: until then the old image is
 *whole, and after it the new one. */
#ifndef IMAGE_LAYOUT_H
#define IMAGE_LAYOUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/digest.h"

/* The largest index, manifest or configuration that is read: as JSON values in memory it may take
 * fifty times that. */
enum { LAYOUT_LARGEST_JSON = 512 << 10 };

struct layout {
	char *path;
	int lock;    /* held on a layout that is written, else -1 */
	bool marked; /* the layout has its file oci-layout */
};

/* An existing layout, to be read. Dies when PATH is none. */
struct layout layout_open(const char *path);

/* A layout to be written: PATH is created, or is an empty directory or a layout; anything else is
 * refused. Waits until no other process writes it. */
struct layout layout_create(const char *path);

/* For _cleanup_. */
void layout_close(struct layout *layout);

/* Where a blob is or would be; the caller frees. */
char *layout_blob(const struct layout *layout, const struct digest *digest);

/* The content of index.json, unchecked. Dies. */
json_t *layout_index(const struct layout *layout);

/* The JSON value that a blob is, its size and digest checked. Dies. */
json_t *layout_json(const struct layout *layout, const struct digest *digest, uint64_t size);

/* Of a layout that is written: whether the blob is in it, see above. A blob of the right size
 * without the time is hashed, and gets it when it is right. */
bool layout_has(const struct layout *layout, const struct digest *digest, uint64_t size);

/* The file FROM, whose content the caller vouches for, becomes a blob by reflink, hard link or
 * copy. Dies. */
void layout_add(struct layout *layout, const struct digest *digest, const char *from);

/* The file FROM becomes a blob by copy, its content checked on the way. Dies. */
void layout_import(
	struct layout *layout, const struct digest *digest, uint64_t size, const char *from);

/* BYTES become a blob. Returns their digest. Dies. */
struct digest layout_put(struct layout *layout, const void *bytes, size_t length);

/* Commits: INDEX becomes index.json; then blobs that are not among the COUNT ones to keep are
 * removed. */
void layout_commit(
	struct layout *layout, const json_t *index, const struct digest *const *keep, size_t count);

#endif
