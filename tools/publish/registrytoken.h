/* SPDX-License-Identifier: MIT */
/* registrytoken.h: tokens for a registry from the server that it names (the token authentication of
 * the distribution project; OAuth 2, RFC 6749, where an identity token is known). */
#ifndef PUBLISH_REGISTRYTOKEN_H
#define PUBLISH_REGISTRYTOKEN_H

#include <curl/curl.h>

#include "lib/stringlist.h"
#include "publish/exchange.h"
#include "publish/registrylogin.h"

/* A token for SCOPES from CHALLENGE's realm, which is told LOGIN when there is one. TLS: the
 * registry has it, so that what is no https URL is refused. The caller frees; NULL when there is
 * none, and ANSWER, {0} before, says why. */
char *registry_token(CURL *easy, const struct challenge *challenge, const struct stringlist *scopes,
	const struct registry_login *login, bool tls, bool insecure, struct answer *answer);

/* A header line for USER and PASSWORD (RFC 7617): `Basic …`. The caller frees. */
char *basic_authorization(const char *user, const char *password);

#endif
