/* SPDX-License-Identifier: MIT */
/* platformtag.h: what the platform tags of Linux promise: manylinux_2_28_x86_64,
 * manylinux2014_x86_64, musllinux_1_2_aarch64 (PyPA "Platform compatibility tags"; PEP 513, 571,
 * 599, 600, 656). */
#ifndef PYPA_PLATFORMTAG_H
#define PYPA_PLATFORMTAG_H

#include <stdbool.h>

enum libc {
	LIBC_GLIBC,
	LIBC_MUSL,
};

/* The minor version of glibc 2 down to which there are manylinux tags for the architecture, as
 * `uname -m` names it; 0 for one that wheels are not made for. */
unsigned platformtag_oldest_glibc(const char *arch);

/* The name before PEP 600, without architecture, that promises glibc 2.MINOR to be enough
 * (manylinux2014); NULL: there is none. */
const char *platformtag_old_name(unsigned minor);

/* The minor version of glibc 2 that a platform tag promises to be enough (manylinux2014 and the
 * like, manylinux_2_28); -1 for any other. */
int platformtag_glibc(const char *platform);

/* Whether PLATFORM is for LIBC and ARCH; MAJOR and MINOR receive the version that it needs. */
bool platformtag_needs(
	const char *platform, const char *arch, enum libc libc, unsigned *major, unsigned *minor);

#endif
