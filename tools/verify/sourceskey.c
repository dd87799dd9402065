/* SPDX-License-Identifier: MIT */
#include "verify/sourceskey.h"

#include "lib/cleanup.h"
#include "store/key.h"
#include "store/results.h"

struct digest sourceskey(const struct digest *wheel, const char *python, const char *parser)
{
	_cleanup_(key_free) struct key key = results_key(STAGE_sources);

	key_add(&key, "wheel", wheel->hex);
	key_add(&key, "python", python);
	key_add(&key, "parser", parser);
	return key_end(&key, NULL);
}
