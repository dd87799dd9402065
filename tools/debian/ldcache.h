/* SPDX-License-Identifier: MIT */
/* ldcache.h: the file ld.so.cache, in which the dynamic loader finds libraries by their sonames.
 *
 * glibc's format since 2.33 ("glibc-ld.so.cache1.1" with extensions), little-endian, without
 * entries for hardware capabilities: byte for byte what ldconfig writes for the same libraries. */
#ifndef DEBIAN_LDCACHE_H
#define DEBIAN_LDCACHE_H

#include <stdint.h>

#include "lib/text.h"

struct ldcache_library {
	const char *soname;
	const char *path; /* absolute, in the image */
};

/* The file for COUNT libraries, which are in the order in which ldconfig finds them: that decides
 * between equal sonames. FLAGS are those of each library (machine.h), GENERATOR is what the file
 * names as its maker.
 */
struct text ldcache_format(const struct ldcache_library *libraries, size_t count, uint32_t flags,
	const char *generator);

/* ldconfig's order of names: runs of digits by their value. Below, equal to or above 0 like strcmp.
 */
int ldcache_compare(const char *a, const char *b);

#endif
