/* SPDX-License-Identifier: MIT */
/* dpkgdb.h: the database of dpkg(1) in /var/lib/dpkg, as after all packages were installed and
 * configured. */
#ifndef DEBIAN_DPKGDB_H
#define DEBIAN_DPKGDB_H

#include "debian/deb.h"
#include "layers/tree.h"

/* The path of a package's file in info/, for EXTENSION such as list. The caller frees. */
char *dpkgdb_info_path(const struct deb *deb, const char *extension);

/* Writes what is known when DEB was unpacked: info/PACKAGE.list and the files of its control
 * member. */
void dpkgdb_add(struct tree *tree, const struct deb *deb);

/* Adds to diversions, as dpkg-divert(1) does: what packages other than PACKAGE have at the absolute
 * path FROM goes to TO. Nothing in the tree is moved. */
void dpkgdb_divert(struct tree *tree, const char *from, const char *to, const char *package);

/* Writes status, info/format, arch and triggers for COUNT packages in the order of their names. */
void dpkgdb_finish(
	struct tree *tree, const struct deb *debs, size_t count, const char *architecture);

#endif
