/* shells.h: what update-shells(8) makes: /etc/shells and /var/lib/shells.state. */
#ifndef SHELLS_H
#define SHELLS_H

#include "tree.h"

/* Lists the shells of /usr/share/debianutils/{shells,shells.d/…}, each followed by where links lead it,
 * and each once (debianutils before 5.19 repeats some). Nothing when there is no such file. */
void shells_update(struct tree *tree);

#endif
