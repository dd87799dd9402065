/* SPDX-License-Identifier: MIT */
/* credentialhelper.h: credentials that a program docker-credential-<name> keeps, by the protocol of
 * the docker-credential-helpers project: `get`, the server's name on standard input, and a JSON
 * object on standard output. */
#ifndef PUBLISH_CREDENTIALHELPER_H
#define PUBLISH_CREDENTIALHELPER_H

#include <stdbool.h>

#include "publish/registrylogin.h"

/* What docker-credential-NAME has for SERVER goes into LOGIN. Returns false, LOGIN as it was, when
 * it has nothing. Dies with EXIT_NO when there is no such program or its answer is none. */
bool credential_helper(const char *name, const char *server, struct registry_login *login);

#endif
