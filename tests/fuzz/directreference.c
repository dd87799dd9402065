/* SPDX-License-Identifier: MIT */
/* directreference: a reference to a file, repository or path, taken apart, also after its marker
 * was set apart. */
#include "fuzz.h"

#include "pypa/directreference.h"
#include "pypa/marker.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_free_ char *text = fuzz_string(bytes, size);
	_cleanup_free_ char *apart = directreference_apart(text);
	_cleanup_(directreference_free) struct directreference reference = {0}, again = {0};

	if (directreference_parse(text, &reference))
		return;
	fuzz_check(*reference.location);
	fuzz_check(!directreference_parse(apart, &again));
	fuzz_check(strcmp(reference.location, again.location) == 0);
	fuzz_check(!reference.marker == !again.marker);
}
