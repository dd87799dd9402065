/* SPDX-License-Identifier: MIT */
/* debroot.h: a root of Debian packages, made without running anything of them.
 *
 * Packages are unpacked in the order of their names (a file that two have is bad input), then come
 * alternatives, the declared steps (steps.h) and dpkg's database. Maintainer scripts that neither
 * hold anything of their own nor are modelled by steps, and triggers likewise, are named. */
#ifndef DEBIAN_DEBROOT_H
#define DEBIAN_DEBROOT_H

#include <jansson.h>

#include "debian/steps.h"

struct deb_file {
	const char *path; /* the path of the package's file */
	const char *name; /* what messages call it */
};

/* What the root lacks: arrays of lines, owned by the caller. */
struct debroot_report {
	json_t *unmodelled; /* `PACKAGE: SCRIPT is not modelled (FINGERPRINT)`, `PACKAGE: trigger
			       …`; also warned of */
	json_t *omitted;    /* `PACKAGE: …` as the steps declare it */
};

/* Fills the empty TREE from COUNT packages, each of MACHINE's architecture or `all`. Dies. */
void debroot_build(struct tree *tree, const struct machine *machine, const struct steps *steps,
	const struct deb_file *files, size_t count, struct debroot_report *report);

#endif
