/* SPDX-License-Identifier: MIT */
/* origins: the file that says what an image was to be made of. */
#include "unit.h"

#include "evidence/origins.h"
#include "lib/cleanup.h"
#include "scratch.h"

#define ONE "1111111111111111111111111111111111111111111111111111111111111111"
#define TWO "2222222222222222222222222222222222222222222222222222222222222222"

static void reads(void **state)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	struct digest one, two;

	(void)state;
	_cleanup_(origins_free) struct origins origins = origins_read(scratch_write(&scratch,
		"origins",
		"base " TWO "\nlist " ONE "\nwheel " ONE " a.whl\n\nwheel " TWO " b.whl pyc\n"));

	assert_true(digest_parse(ONE, &one) && digest_parse(TWO, &two));
	assert_int_equal(origins.count, 4);
	assert_int_equal(origins.list[0].kind, ORIGIN_BASE);
	assert_int_equal(origins.list[1].kind, ORIGIN_LIST);
	assert_int_equal(origins.list[2].kind, ORIGIN_WHEEL);
	assert_string_equal(origins.list[2].filename, "a.whl");
	assert_false(origins.list[2].compiled);
	assert_string_equal(origins.list[3].digest.hex, TWO);
	assert_true(origins.list[3].compiled);
	assert_true(origins_have_layer(&origins, &two));
	assert_false(origins_have_layer(&origins, &one));
}

/* Layers that are believed, beside those of the base. */
static void known(void **state)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	struct digest one = {ONE}, two = {TWO};

	(void)state;
	_cleanup_(origins_free) struct origins origins = origins_read(
		scratch_write(&scratch, "origins", "known " ONE "\nlist " TWO "\nknown " ONE "\n"));

	assert_int_equal(origins.list[0].kind, ORIGIN_KNOWN);
	assert_null(origins.list[0].filename);
	assert_true(origins_have_layer(&origins, &one));
	assert_false(origins_have_layer(&origins, &two));
	assert_int_equal(origins_known(&origins), 2);
}

static void refuses(void **state)
{
	static const char *const wrong[] = {"base", "base " ONE " a.whl", "list x", "wheel " ONE,
		"wheel " ONE " ", "wheel " ONE " a.whl yes", "wheel " ONE " a.whl pyc more",
		"Base " ONE, "wheel", "known", "known " ONE " a", "known x", "kno " ONE};
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_dies(EXIT_NO, "line 1: not",
			origins_read(scratch_write(&scratch, "origins", wrong[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads),
		cmocka_unit_test(known),
		cmocka_unit_test(refuses),
	};

	return run_unit(tests);
}
