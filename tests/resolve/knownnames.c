/* SPDX-License-Identifier: MIT */
/* knownnames: what a project knows of names, by its locks and its requirements. */
#include "unit.h"

#include "lib/cleanup.h"
#include "resolve/knownnames.h"
#include "scratch.h"

#define HEAD "lock-version = \"1.0\"\ncreated-by = \"x\"\n"
#define PACKAGE(name, requires)                                                         \
	"[[packages]]\nname = \"" name "\"\nversion = \"1\"\nwheels = [{name = \"" name \
	"-1-py3-none-any.whl\", path = \"x\", hashes = {sha256 = "                      \
	"\"1111111111111111111111111111111111111111111111111111111111111111\"}}]\n"     \
	"tool.pylock-mk = {requires = [" requires "]}\n"

static void assert_knows(const struct knownnames *names, const char *name, bool there, bool asked)
{
	if (knownnames_there(names, name) != there || knownnames_asked(names, name) != asked)
		fail_msg("%s", name);
}

static void nothing(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(knownnames_free) struct knownnames names = {0};

	knownnames_add_locks(&names, scratch_path(&scratch, "pylock.here.toml"));
	assert_knows(&names, "alpha", false, false);
	assert_null(knownnames_nearest(&names, "alpha"));
}

static void locks(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(knownnames_free) struct knownnames names = {0};
	const char *lock = scratch_write(
		&scratch, "pylock.here.toml", HEAD PACKAGE("alpha", "\"One.More>=1\""));

	scratch_write(&scratch, "pylock.there.toml", HEAD PACKAGE("beta", "\"left-out\""));
	scratch_write(&scratch, "pylock.of-another-tool.toml", "no lock\n");
	scratch_write(&scratch, "pylock.toml", HEAD PACKAGE("gamma", ""));
	knownnames_add_locks(&names, lock);
	assert_knows(&names, "alpha", true, false);
	assert_knows(&names, "one-more", false, true);
	assert_knows(&names, "beta", true, false);
	assert_knows(&names, "left-out", false, true);
	assert_knows(&names, "gamma", false, false);

	const char *bad = scratch_path(&scratch, "pylock.of-another-tool.toml");

	assert_dies(EXIT_NO, "pylock.of-another-tool.toml", knownnames_add_locks(&names, bad));
}

static void lines(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(knownnames_free) struct knownnames names = {0};
	const char *path = scratch_write(
		&scratch, "r.in", "Alpha[x]>1; python_version < '3'\n./beta\n-c c.txt\n");

	scratch_write(&scratch, "c.txt", "gamma<2\n");
	knownnames_add_lines(&names, path, ROLE_REQUIREMENT);
	knownnames_add(&names, "Delta_One");
	assert_knows(&names, "alpha", false, true);
	assert_knows(&names, "beta", false, false);
	assert_knows(&names, "gamma", false, true);
	assert_knows(&names, "delta-one", true, false);

	const char *bad = scratch_write(&scratch, "bad.in", "alpha !!\n");

	assert_dies(EXIT_NO, "bad.in:1", knownnames_add_lines(&names, bad, ROLE_OVERRIDE));
}

/* What difflib.get_close_matches says. */
static void nearest(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{"alpah", "alpha"}, {"betta", "beta"}, {"one-mroe", "one-more"}, {"xyz", NULL}};
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(knownnames_free) struct knownnames names = {0};

	knownnames_add_lines(
		&names, scratch_write(&scratch, "r.in", "alpha\none-more\n"), ROLE_REQUIREMENT);
	knownnames_add(&names, "beta");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		_cleanup_free_ char *found = knownnames_nearest(&names, rows[i][0]);

		if (!rows[i][1])
			assert_null(found);
		else
			assert_string_equal(found, rows[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing),
		cmocka_unit_test(locks),
		cmocka_unit_test(lines),
		cmocka_unit_test(nearest),
	};
	return run_unit(tests);
}
