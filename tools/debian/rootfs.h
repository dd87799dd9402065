/* SPDX-License-Identifier: MIT */
/* rootfs.h: entries of archives placed in a tree, as unpacking them in a chroot would. */
#ifndef DEBIAN_ROOTFS_H
#define DEBIAN_ROOTFS_H

#include "debian/unpack.h"
#include "layers/tree.h"

/* Places ENTRY, whose strings stay the caller's, in TREE. Links above it are followed, missing
 * directories are made; a directory, or a link to one, stays where a directory is to be. What else
 * is there already is replaced, or, with ONCE, bad input. NAME is what messages begin with. Devices
 * and other bad input die. */
void rootfs_place(struct tree *tree, const struct unpacked *entry, bool once, const char *name);

/* Unpacks the tar archive PATH, compressed in any way that libarchive reads. What lies in /dev,
 * which whoever runs the image provides, is left out. Dies. */
void rootfs_unpack(struct tree *tree, const char *path);

/* Unpacks such an archive, of which all lies in one directory, so that this directory becomes
 * BELOW, a resolved path; everything belongs to root, and nobody else may write to it. An archive
 * that is not so is bad input: dies. */
void rootfs_unpack_below(struct tree *tree, const char *path, const char *below);

#endif
