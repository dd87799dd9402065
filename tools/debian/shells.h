/* SPDX-License-Identifier: MIT */
/* shells.h: what update-shells(8) makes: /etc/shells and /var/lib/shells.state. */
#ifndef DEBIAN_SHELLS_H
#define DEBIAN_SHELLS_H

#include "layers/tree.h"

/* Lists the shells of /usr/share/debianutils/{shells,shells.d/…}, each followed by where links lead
 * it, and each once (debianutils before 5.19 repeats some). Nothing when there is no such file. */
void shells_update(struct tree *tree);

#endif
