/* SPDX-License-Identifier: MIT */
/* challenge: header lines of a registry, one after the other. */
#include "fuzz.h"

#include "publish/challenge.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_free_ char *text = fuzz_string(bytes, size);
	_cleanup_(challenge_free) struct challenge challenge = {0};
	char *rest = text;

	for (char *line; (line = strsep(&rest, "\n"));)
		challenge_take(&challenge, line);
	fuzz_check((challenge.scheme == CHALLENGE_BEARER) == (challenge.realm != NULL));
	fuzz_check(!challenge.realm || (*challenge.realm && challenge.service));
}
