/* SPDX-License-Identifier: MIT */
/* seal: one for each room, name and content; the key's file and openssl's word on it: seal.t. */
#include "unit.h"

#include "scratch.h"
#include "store/seal.h"

static void seals(void **state)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	char first[SEAL_DIGITS + 1], again[SEAL_DIGITS + 1], other[SEAL_DIGITS + 1];

	(void)state;
	assert_int_equal(setenv("XDG_STATE_HOME", scratch.path, 1), 0);
	assert_true(seal_make("layer", "a", "content", 7, first));
	assert_true(seal_make("layer", "a", "content", 7, again));
	assert_int_equal(strlen(first), SEAL_DIGITS);
	assert_string_equal(first, again);
	assert_true(seal_make("layer", "b", "content", 7, other));
	assert_string_not_equal(first, other);
	assert_true(seal_holds(first, "layer", "a", "content", 7));
	assert_false(seal_holds(first, "base", "a", "content", 7));
	assert_false(seal_holds(first, "layer", "b", "content", 7));
	assert_false(seal_holds(first, "layer", "a", "contend", 7));
	assert_false(seal_holds(other, "layer", "a", "content", 7));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(seals)};

	return run_unit(tests);
}
