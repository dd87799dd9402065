/* SPDX-License-Identifier: MIT */
/* userinfo.h: users and passwords in addresses (RFC 3986, 3.2.1), which are shown to nobody and
 * kept nowhere: `https://user:password@host/`, and a user alone, which can be a token, but for ssh.
 */
#ifndef LIB_USERINFO_H
#define LIB_USERINFO_H

#include <stdbool.h>
#include <stddef.h>

/* What is shown in their place. */
#define USERINFO_SHOWN "****"

/* The first of them in TEXT, which may be any text with addresses in it; *LENGTH is its length,
 * without the @ behind it. NULL when there is none. Takes no memory. */
const char *userinfo_find(const char *text, size_t *length);

/* Whether there is one. */
bool userinfo_is_in(const char *text);

/* TEXT with USERINFO_SHOWN in the place of each. The caller frees. */
char *userinfo_hidden(const char *text);

#endif
