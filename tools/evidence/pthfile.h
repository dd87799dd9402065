/* SPDX-License-Identifier: MIT */
/* pthfile.h: whether Python runs a line of a .pth file when it starts (the module site,
 * "addpackage"): one that begins with `import` and a space or a tab. */
#ifndef EVIDENCE_PTHFILE_H
#define EVIDENCE_PTHFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A file of any length, read in pieces. */
struct pthfile {
	size_t matched;  /* how much of `import` the line begins with */
	uint32_t recent; /* the last four bytes */
	bool other;      /* the line begins with something else */
	bool runs;       /* the answer so far */
};

/* Whether Python takes the file at PATH for a .pth file of a directory of packages: its name, and
 * that of its directory. */
bool pthfile_is_one(const char *path);

/* The next piece. Lines end where any version of Python ends them, and a byte order mark before one
 * does not count. */
void pthfile_add(struct pthfile *file, const unsigned char *bytes, size_t length);

#endif
