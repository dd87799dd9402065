/* SPDX-License-Identifier: MIT */
/* allowance: hashes from the command line and from target.json. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "pypa/allowance.h"

#define ONE "1111111111111111111111111111111111111111111111111111111111111111"
#define LETTERS "ABCDEFabcdef1111111111111111111111111111111111111111111111111111"

static void reads_hashes(void **state)
{
	(void)state;
	_cleanup_json_ json_t *json = json_pack("{s:[s, s]}", "allow", ONE, LETTERS);
	_cleanup_(allowance_free) struct allowance allowance =
		allowance_read(json, "allow", "x.json");
	_cleanup_(allowance_free) struct allowance none = allowance_read(json, "other", "x.json");
	const struct digest wheel = {
		"abcdefabcdef1111111111111111111111111111111111111111111111111111"};

	assert_int_equal(allowance.count, 2);
	assert_true(allowance_has(&allowance, &wheel));
	assert_false(allowance_has(&none, &wheel));
	assert_false(allowance_add(&none, "11"));
	assert_false(allowance_add(&none, "x" ONE));
	assert_true(allowance_add(&none, LETTERS));
	assert_true(allowance_has(&none, &wheel));
}

static void refuses_what_is_none(void **state)
{
	(void)state;
	_cleanup_json_ json_t *json =
		json_pack("{s:[s, s], s:[i]}", "allow", ONE, "x", "number", 1);

	assert_dies(EXIT_NO, "pylock: x.json: .allow[1]: not a SHA-256",
		allowance_read(json, "allow", "x.json"));
	assert_dies(EXIT_NO, "pylock: x.json: .number[0]: not a SHA-256",
		allowance_read(json, "number", "x.json"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_hashes),
		cmocka_unit_test(refuses_what_is_none),
	};
	return run_unit(tests);
}
