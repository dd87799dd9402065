/* SPDX-License-Identifier: MIT */
/* ldconfig.h: what ldconfig(8) makes of a tree: /etc/ld.so.cache and links for sonames.
 *
 * Directories come from /etc/ld.so.conf, its includes (a wildcard in the last component only), and
 * those that Debian's ldconfig has built in. Not made: entries for glibc-hwcaps subdirectories,
 * which are reported, and for the legacy subdirectories that glibc 2.37 gave up; links that lead
 * nowhere are left alone. */
#ifndef DEBIAN_LDCONFIG_H
#define DEBIAN_LDCONFIG_H

#include "layers/tree.h"
#include "lib/machine.h"

/* Writes the cache, which names GENERATOR as its maker, and the links that are missing. Returns
 * whether glibc-hwcaps subdirectories were left out. Bad configuration dies. */
bool ldconfig(struct tree *tree, const struct machine *machine, const char *generator);

#endif
