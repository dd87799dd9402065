/* SPDX-License-Identifier: MIT */
/* flaws: what is noted, and what a user is asked for. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "pypa/flaws.h"

/* /dev/null stands for the wheel; the SHA-256 is that of nothing. */
#define NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static struct allowance allowance;
static struct flaws flaws = {.subject = "a.whl", .path = "/dev/null", .allowance = &allowance};

static void are(const char *wanted)
{
	_cleanup_json_ json_t *json = flaws_json(&flaws);
	_cleanup_(text_free) struct text text = json_canonical(json);

	assert_string_equal(text_string(&text), wanted);
}

static void what_misleads_nobody_is_noted(void **state)
{
	(void)state;
	flaws_add(&flaws, FLAW_ROW_SPELLING, "line %d", 2);
	flaws_add(&flaws, FLAW_CASE, "a and A");
	flaws_add(&flaws, FLAW_ROW_SPELLING, "line %d", 3);
	are("[{\"flaw\":\"a and A\",\"wheel\":\"a.whl\"},"
	    "{\"flaw\":\"line 2; 1 more like this\",\"wheel\":\"a.whl\"}]");
	flaws_free(&flaws);
	are("[]");
}

static void what_can_mislead_is_asked(void **state)
{
	(void)state;
	assert_dies(EXIT_NO,
		"pylock: a.whl: x is not in RECORD; to take it all the same: "
		"PYLOCK_ALLOW_WHEEL." NOTHING " := <reason>",
		flaws_add(&flaws, FLAW_NO_ROW, "%s is not in RECORD", "x"));
	assert_true(allowance_add(
		&allowance, "0000000000000000000000000000000000000000000000000000000000000000"));
	assert_dies(EXIT_NO, "PYLOCK_ALLOW_WHEEL." NOTHING, flaws_add(&flaws, FLAW_NO_ROW, "x"));
	assert_false(flaws_allowed(&flaws));
	assert_true(allowance_add(&allowance, NOTHING));
	assert_true(flaws_allowed(&flaws));
	flaws_add(&flaws, FLAW_NO_ROW, "x\xff");
	are("[{\"allowed\":\"" NOTHING "\",\"flaw\":\"x\\\\xff\",\"wheel\":\"a.whl\"}]");
	flaws_free(&flaws);
	allowance_free(&allowance);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_misleads_nobody_is_noted),
		cmocka_unit_test(what_can_mislead_is_asked),
	};
	return run_unit(tests);
}
