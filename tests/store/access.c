/* SPDX-License-Identifier: MIT */
/* access: which directories are the user's alone. All ways: access.t. */
#include "unit.h"

#include "scratch.h"
#include "store/access.h"

static void asks(void **state)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *store = scratch_path(&scratch, "store");

	(void)state;
	access_check(store);
	assert_int_equal(mkdir(store, 0755), 0);
	access_check(store);
	assert_int_equal(chmod(store, 0777), 0);
	assert_dies(EXIT_NO, "can be written by others", access_check(store));
	assert_int_equal(setenv("PYLOCK_STORE_SHARED", "yes", 1), 0);
	access_check(store);
	assert_int_equal(setenv("PYLOCK_STORE_SHARED", "no", 1), 0);
	assert_dies(EXIT_NO, "PYLOCK_STORE_SHARED := yes", access_check(store));
	assert_int_equal(unsetenv("PYLOCK_STORE_SHARED"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(asks)};

	return run_unit(tests);
}
