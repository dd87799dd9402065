/* SPDX-License-Identifier: MIT */
/* machine.h: the architectures for which base layers are made, by the names that their worlds use.
 */
#ifndef LIB_MACHINE_H
#define LIB_MACHINE_H

#include <stdint.h>

struct machine {
	const char *debian;  /* Debian's and OCI's name: amd64, arm64 */
	const char *triplet; /* the name of Debian's multiarch directories */
	unsigned elf;        /* EM_ number in ELF headers */
	uint32_t ldcache;    /* flags of a library in ld.so.cache */
};

/* The machine that Debian calls NAME, or NULL. */
const struct machine *machine_find(const char *name);

#endif
