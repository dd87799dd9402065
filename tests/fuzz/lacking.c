/* SPDX-License-Identifier: MIT */
/* lacking: what the log of a failed build says is not there. */
#include "fuzz.h"

#include "wheels/lacking.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_free_ char *log = fuzz_string(bytes, size);
	_cleanup_(lacking_free) struct lacking lacking = {0};
	_cleanup_free_ char *module = lacking_module(log);

	fuzz_check(!module || (*module && strstr(log, module)));
	if (lacking_find(log, strlen(log), &lacking))
		fuzz_check(strstr(log, lacking.name) && strstr(lacking.path, lacking.name));
}
