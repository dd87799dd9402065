/* SPDX-License-Identifier: MIT */
/* challenge.h: what a server wants to know of who asks it (WWW-Authenticate: RFC 9110, 11.6.1; RFC
 * 7617, Basic; the token authentication of the distribution project, Bearer). */
#ifndef PUBLISH_CHALLENGE_H
#define PUBLISH_CHALLENGE_H

struct challenge {
	enum challenge_scheme {
		CHALLENGE_NONE, /* none that is known here */
		CHALLENGE_BASIC,
		CHALLENGE_BEARER,
	} scheme;
	char *realm, *service; /* of Bearer, "" for what is not said; NULL otherwise */
};

/* Takes what a header line says, its value in VALUE, into CHALLENGE, which is {0} before the first
 * line. Of several challenges Bearer counts, then Basic; a Bearer without a realm is none. */
void challenge_take(struct challenge *challenge, const char *value);

void challenge_free(struct challenge *challenge); /* for _cleanup_ */

#endif
