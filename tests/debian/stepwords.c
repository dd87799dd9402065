/* SPDX-License-Identifier: MIT */
/* stepwords: the words that stand for the machine and the version. */
#include "fixture.h"

#include "debian/stepwords.h"

static void expands(const char *text, const char *machine, const char *version, const char *wanted)
{
	_cleanup_free_ char *got = stepwords_expand(text, machine_find(machine), version);

	assert_string_equal(got, wanted);
}

static void the_machine(void **state)
{
	(void)state;
	expands("/lib/@TRIPLET@/x", "arm64", "1", "/lib/aarch64-linux-gnu/x");
	expands("@ARCH@@ARCH@", "amd64", "1", "amd64amd64");
	expands("", "amd64", "1", "");
	expands("@", "amd64", "1", "@");
	expands("@ARCH @OTHER@ARCH@", "amd64", "1", "@ARCH @OTHERamd64");
}

/* deb-version(7) */
static void what_upstream_calls_it(void **state)
{
	(void)state;
	static const char *const versions[][2] = {{"1.2-3", "1.2"}, {"2:1.2-3", "1.2"},
		{"1.2", "1.2"}, {"1:1.2", "1.2"}, {"1.2-rc1-3", "1.2-rc1"}, {"1.2+dfsg-3", "1.2"},
		{"2:1.2-3+dfsg-4", "1.2-3"}, {"1.2+dfsg2", "1.2"}, {"", ""}};

	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
		expands("@UPSTREAM@", "arm64", versions[i][0], versions[i][1]);
	expands("@VERSION@ is @UPSTREAM@", "arm64", "2:1.2-3", "2:1.2-3 is 1.2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_machine),
		cmocka_unit_test(what_upstream_calls_it),
	};
	return run_unit(tests);
}
