/* SPDX-License-Identifier: MIT */
/* sourceskey: what the key is made of, by hand. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/text.h"
#include "store/results.h"
#include "verify/sourceskey.h"

static void by_hand(void **state)
{
	(void)state;
	struct digest wheel = sha256_of("wheel", 5), key = sourceskey(&wheel, "3.12", "3.11");
	_cleanup_free_ char *version = xprintf("output=%d", results_version(STAGE_sources));
	_cleanup_free_ char *whole =
		xprintf("7:sources,%zu:%s,11:parser=3.11,11:python=3.12,70:wheel=%s,",
			strlen(version), version, wheel.hex);
	struct digest wanted = sha256_of(whole, strlen(whole));

	assert_string_equal(key.hex, wanted.hex);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(by_hand)};

	return run_unit(tests);
}
