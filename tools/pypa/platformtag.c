/* SPDX-License-Identifier: MIT */
#include "pypa/platformtag.h"

#include <stdio.h>
#include <string.h>

/* manylinux tags reach down to the glibc of CentOS 7, on x86 to that of CentOS 5 (PEP 600). */
static const struct {
	const char *name;
	unsigned oldest_glibc;
} archs[] = {{"aarch64", 17}, {"armv7l", 17}, {"i686", 5}, {"loongarch64", 17}, {"ppc64", 17},
	{"ppc64le", 17}, {"riscv64", 17}, {"s390x", 17}, {"x86_64", 5}};

/* The names of platform tags before PEP 600. */
static const struct {
	unsigned glibc;
	const char *name;
} old_names[] = {
#define MANYLINUX(name, minor) {minor, #name},
#include "pypa/manylinux.def"
#undef MANYLINUX
};

unsigned platformtag_oldest_glibc(const char *arch)
{
	for (size_t i = 0; i < sizeof archs / sizeof *archs; i++)
		if (strcmp(archs[i].name, arch) == 0)
			return archs[i].oldest_glibc;
	return 0;
}

const char *platformtag_old_name(unsigned minor)
{
	for (size_t i = 0; i < sizeof old_names / sizeof *old_names; i++)
		if (old_names[i].glibc == minor)
			return old_names[i].name;
	return NULL;
}

/* What follows the name and `_` of an old tag, whose version of glibc goes to MINOR; NULL when
 * PLATFORM is no such tag. */
static const char *after_old_name(const char *platform, unsigned *minor)
{
	for (size_t i = 0; i < sizeof old_names / sizeof *old_names; i++) {
		size_t length = strlen(old_names[i].name);

		if (strncmp(platform, old_names[i].name, length) == 0 && platform[length] == '_') {
			*minor = old_names[i].glibc;
			return platform + length + 1;
		}
	}
	return NULL;
}

int platformtag_glibc(const char *platform)
{
	unsigned minor;

	if (after_old_name(platform, &minor))
		return (int)minor;
	return sscanf(platform, "manylinux_2_%4u_", &minor) == 1 ? (int)minor : -1;
}

bool platformtag_needs(
	const char *platform, const char *arch, enum libc libc, unsigned *major, unsigned *minor)
{
	const char *old = libc == LIBC_GLIBC ? after_old_name(platform, minor) : NULL;
	int end = 0;

	if (old) {
		*major = 2;
		return strcmp(old, arch) == 0;
	}
	sscanf(platform, libc == LIBC_MUSL ? "musllinux_%4u_%4u_%n" : "manylinux_%4u_%4u_%n", major,
		minor, &end);
	return end > 0 && strcmp(platform + end, arch) == 0;
}
