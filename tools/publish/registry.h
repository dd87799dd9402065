/* SPDX-License-Identifier: MIT */
/* registry.h: requests to one repository of a registry (OCI distribution-spec 1.1), by whoever one
 * is there: a registry that wants to know is told by the credentials of registrylogin.h, as Basic,
 * or by a token (Bearer) from where it says. Credentials go to that registry and to where it has
 * tokens, and both to no server that it refers to.
 *
 * Several threads may use a registry, each with a handle of its own. */
#ifndef PUBLISH_REGISTRY_H
#define PUBLISH_REGISTRY_H

#include "lib/stringlist.h"
#include "publish/exchange.h"

struct registry;

/* That of REPOSITORY, `<registry>/<name>`, which is asked whether it is one. MOUNTS: names of other
 * repositories there that will be read. INSECURE: it may have no TLS, or a certificate that nobody
 * vouches for; one on this machine may have no TLS in any case. Dies: EXIT_NO when it does not let
 * us in, EXIT_SYSTEM when it does not answer. */
struct registry *registry_open(
	const char *repository, const struct stringlist *mounts, bool insecure);
void registry_close(struct registry **registry); /* for _cleanup_ */

/* What a request to a registry says more than an exchange: URL is absolute, or what follows
 * /v2/<name>/. authorization and insecure are not looked at. */
struct answer registry_ask(struct registry *registry, CURL *easy, const struct exchange *request);

/* The same, and again as long as it may help, but no more often than REGISTRY_TRIES times. */
struct answer registry_insist(
	struct registry *registry, CURL *easy, const struct exchange *request);

enum { REGISTRY_TRIES = 6 };

/* Waits before another attempt after ATTEMPT (from 0 on) of them, and as long as ANSWER wants. */
void registry_pause(unsigned attempt, const struct answer *answer);

/* Ends the program with what ANSWER, which is no success, says: `<registry>/<name>: SUBJECT: …`,
 * SUBJECT "" for the repository itself. */
_Noreturn void registry_die(
	const struct registry *registry, const struct answer *answer, const char *subject);

#endif
