/* SPDX-License-Identifier: MIT */
/* builtidentity: what a program that asks back ends is asked. Real ones are in
 * tests/mk/references.t. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "resolve/builtidentity.h"

/* `NAME VERSION` as the shell's SCRIPT tells them; NULL for no program. */
static char *identity_of(const char *script)
{
	_cleanup_json_ json_t *builder =
		script ? json_pack("[s, s, s, s]", "sh", "-c", script, "it") : NULL;
	_cleanup_(source_identity_free) struct source_identity identity =
		built_identity(builder, "/top", "part", "r.in:1");

	return xprintf("%s %s", identity.name, identity.version);
}

static void it_is_asked(void **state)
{
	(void)state;
	_cleanup_free_ char *identity =
		identity_of("printf 'Name: A.b\\nVersion: %s\\n' \"$1 $2 $3\"");

	assert_string_equal(identity, "A.b --subdirectory part /top");
}

static void it_fails(void **state)
{
	(void)state;
	static const char *const silent[] = {"true", "echo Name: a", "echo Version: 1", "echo x"};

	assert_dies(EXIT_NO,
		"why\npylock: r.in:1: its build back end tells no version, as explained above",
		identity_of("echo why >&2; exit 1"));
	assert_dies(EXIT_NO, "r.in:1: its build back end tells no version", identity_of(NULL));
	for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
		assert_dies(EXIT_SYSTEM, "r.in:1: no name and version are told",
			identity_of(silent[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_asked),
		cmocka_unit_test(it_fails),
	};
	return run_unit(tests);
}
