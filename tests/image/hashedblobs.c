/* SPDX-License-Identifier: MIT */
/* hashedblobs: what is remembered of files that were hashed. */
#include "unit.h"

#include "image/hashedblobs.h"
#include "scratch.h"

static void hashes(void **state)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *blob = scratch_write(&scratch, "blob", "abc");
	const char *known = scratch_path(&scratch, "known");
	const struct digest digest = sha256_of("abc", 3), other = sha256_of("abd", 3);
	_cleanup_(hashedblobs_free) struct hashedblobs blobs = hashedblobs_read(NULL);

	(void)state;
	assert_int_equal(setenv("XDG_STATE_HOME", scratch.path, 1), 0);
	assert_true(hashedblobs_check(&blobs, &digest, 3, blob));
	assert_false(hashedblobs_check(&blobs, &digest, 4, blob));
	assert_false(hashedblobs_check(&blobs, &other, 3, blob));
	assert_false(hashedblobs_check(&blobs, &digest, 3, known));
	assert_int_equal(blobs.now.count, 0); /* it is too young */
	stringlist_add(&blobs.now, strdup("line"));
	hashedblobs_write(&blobs, known);
	_cleanup_(hashedblobs_free) struct hashedblobs again = hashedblobs_read(known);

	assert_true(again.known.count > 0);
	assert_string_equal(again.known.items[0], "line");
	scratch_write(&scratch, "known", "line\n");
	_cleanup_(hashedblobs_free) struct hashedblobs none = hashedblobs_read(known);

	assert_int_equal(none.known.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(hashes)};

	return run_unit(tests);
}
