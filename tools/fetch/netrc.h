/* SPDX-License-Identifier: MIT */
/* netrc.h: users and passwords by host, in the form of netrc files as curl and Python read them.
 *
 *	machine host.example login "a user" password "quo\"te and back\\slash"
 *	default login anyone password "at all" */
#ifndef FETCH_NETRC_H
#define FETCH_NETRC_H

#include <stddef.h>

#include "lib/text.h"

/* Strings are owned by this struct; "" for what is not said. */
struct netrc_entry {
	char *host; /* `default` for all hosts that have no entry */
	char *login, *password;
};

struct netrc {
	size_t count;
	struct netrc_entry *entries; /* one for each host, in the order of the first of it */
};

/* What TEXT, the content of the file PATH, says. Of several entries of one host the last one
 * counts; accounts and macros are left out. Dies with EXIT_NO, `PATH:LINE: what is wrong`, without
 * a word of the file, which may be a secret. */
struct netrc netrc_parse(const char *text, const char *path);
void netrc_free(struct netrc *netrc);

/* The entry of that very host, or NULL. */
const struct netrc_entry *netrc_find(const struct netrc *netrc, const char *host);

/* Gives the host that user and password, in place of those that it has. */
void netrc_set(struct netrc *netrc, const char *host, const char *login, const char *password);

/* The file that says this, the default last; the caller frees. */
struct text netrc_text(const struct netrc *netrc);

#endif
