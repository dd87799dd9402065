/* SPDX-License-Identifier: MIT */
/* accounts.h: the users and groups that the text of passwd(5) and group(5) names. */
#ifndef FILES_ACCOUNTS_H
#define FILES_ACCOUNTS_H

#include "lib/json.h"

/* [{"name","uid","gid","home","shell"}] of a passwd, in its order. A line that is none, as login
 * and runtimes see it, is left out. The caller frees. */
json_t *accounts_users(const char *passwd);

/* [{"name","gid","members":[]}] of a group file, in the same way. */
json_t *accounts_groups(const char *group);

#endif
