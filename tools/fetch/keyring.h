/* SPDX-License-Identifier: MIT */
/* keyring.h: credentials that the program keyring(1) keeps. */
#ifndef FETCH_KEYRING_H
#define FETCH_KEYRING_H

/* What index servers take for the user of a token. */
#define CREDENTIALS_TOKEN "__token__"

/* Strings are owned by this struct; both are NULL when nothing is known. */
struct credentials {
	char *user, *password;
};

void credentials_free(struct credentials *credentials); /* for _cleanup_ */

/* Those for the index at URL, whose host is HOST: of the service of that address, else of that
 * host. USER is who is asked for; NULL or "" for whoever is known. Dies with EXIT_NO when there is
 * no such program, or when it answers what is none. */
struct credentials keyring_credentials(const char *url, const char *host, const char *user);

#endif
