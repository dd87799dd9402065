/* SPDX-License-Identifier: MIT */
/* evidence: a layer of somebody else's image, and all that is found out about what is in it. */
#include "fuzz.h"

#include "evidence/evidence.h"
#include "lib/file.h"

#include "lib/tempfile.h"

FUZZ_MUTATE_TAR

static void read_back(int fd)
{
	_cleanup_(evidence_unmap) struct evidence evidence = evidence_map(fd, "evidence");
	struct evidence_item item;

	for (size_t position = 0; evidence_next(&evidence, &position, &item);)
		fuzz_check(item.path);
}

void fuzz_one(const uint8_t *bytes, size_t size)
{
	const struct digest digest = sha256_of(bytes, size);
	const struct image_layer layer = {
		.source = (char *)"it",
		.media_type = "application/vnd.oci.image.layer.v1.tar",
		.digest = digest,
		.diff_id = digest,
		.size = size,
	};
	_cleanup_free_ char *path = xprintf("%s/evidence", temporary_directory());
	_cleanup_(newfile_abandon) struct newfile file = newfile_create(path);

	evidence_write(&layer, fuzz_file(bytes, size), &file);
	read_back(file.fd);
}
