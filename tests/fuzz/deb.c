/* SPDX-License-Identifier: MIT */
/* deb: a package of Debian, unpacked and entered into dpkg's database. */
#include "fuzz.h"

#include "debian/dpkgdb.h"
#include "debian/rootfs.h"

FUZZ_MUTATE_TAR

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_(tree_free) struct tree tree = {0};

	tree_begin(&tree, temporary_directory());
	_cleanup_(deb_free) struct deb deb = deb_read(fuzz_file(bytes, size), "it", &tree.spool);

	deb_unpack(&deb, &tree.spool);
	for (size_t i = 0; i < deb.entry_count; i++)
		rootfs_place(&tree, &deb.entries[i], true, "it");
	dpkgdb_add(&tree, &deb);
	dpkgdb_finish(&tree, &deb, 1, deb.architecture);
}
