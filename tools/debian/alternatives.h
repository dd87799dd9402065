/* SPDX-License-Identifier: MIT */
/* alternatives.h: what update-alternatives(1) makes: links to the best of several files that do the
 * same. */
#ifndef DEBIAN_ALTERNATIVES_H
#define DEBIAN_ALTERNATIVES_H

#include "layers/tree.h"

/* `update-alternatives --install LINK NAME PATH PRIORITY [--slave LINK NAME PATH]…`. */
struct alternative {
	struct alternative_link {
		char *link, *name, *path;
	} * links; /* the master, then the slaves */
	size_t count;
	long priority;
};

/* Takes COMMAND apart, a line of a shell script, with or without --quiet, `|| true` or a comment.
 * Returns whether it is such a call in literal words alone (absolute paths without `..`, names
 * without slashes). */
bool alternative_parse(const char *command, struct alternative *alternative);
void alternative_free(struct alternative *alternative);

/* Makes the links in /etc/alternatives, at their places, and the state files in
 * /var/lib/dpkg/alternatives, as after all COUNT commands in a new root. Slaves of files that are
 * not there are left out, as are masters. A link whose place holds something else dies. */
void alternatives_install(struct tree *tree, const struct alternative *alternatives, size_t count);

#endif
