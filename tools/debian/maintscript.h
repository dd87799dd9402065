/* SPDX-License-Identifier: MIT */
/* maintscript.h: maintainer scripts (Debian policy, chapter 6), taken apart by content; nothing is
 * run.
 *
 * A script that holds only comments, `set -e`, `exit 0`, literal `update-alternatives --install`
 * commands and snippets of debhelper that are known makes nothing that is not known. Any other has
 * lines of its own, and a fingerprint by which somebody who read it can say that steps make what it
 * would make. */
#ifndef DEBIAN_MAINTSCRIPT_H
#define DEBIAN_MAINTSCRIPT_H

#include "debian/alternatives.h"
#include "lib/machine.h"

enum { FINGERPRINT_LENGTH = 16 };

struct maintscript {
	/* SHA-256, cut short, of the script's lines: trimmed, without empty lines and known
	 * snippets, the package's version, the triplet and the architecture replaced by @VERSION@,
	 * @TRIPLET@ and @ARCH@. Empty when the script has no lines of its own. */
	char fingerprint[FINGERPRINT_LENGTH + 1];

	/* Its literal update-alternatives commands; to be carried out in any case when it has no
	 * lines of its own. */
	struct alternative *alternatives;
	size_t alternative_count;
};

/* Takes TEXT apart, of a package of that VERSION for MACHINE. KNOWN are the COUNT lines that a
 * snippet of debhelper may hold and that make nothing in a new root; a `*` in one stands for
 * anything but operators of the shell. */
struct maintscript maintscript_read(const char *text, const char *version,
	const struct machine *machine, const char *const *known, size_t count);
void maintscript_free(struct maintscript *script);

#endif
