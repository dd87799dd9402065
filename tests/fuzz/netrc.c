/* SPDX-License-Identifier: MIT */
/* netrc: a user's file; what is written of it is read as the same. */
#include "fuzz.h"

#include "fetch/netrc.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_free_ char *text = fuzz_string(bytes, size);
	_cleanup_(netrc_free) struct netrc netrc = netrc_parse(text, "netrc");
	_cleanup_(text_free) struct text once = netrc_text(&netrc);
	_cleanup_(netrc_free) struct netrc again = netrc_parse(text_string(&once), "written");
	_cleanup_(text_free) struct text twice = netrc_text(&again);

	fuzz_check(again.count == netrc.count);
	fuzz_check(strcmp(text_string(&once), text_string(&twice)) == 0);
}
