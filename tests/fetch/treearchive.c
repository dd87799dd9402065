/* SPDX-License-Identifier: MIT */
/* treearchive: what filelayer is asked for. A script stands in its place; real archives are in
 * tests/fetch/sourcearchive.t. */
#include "unit.h"

#include "fetch/treearchive.h"
#include "scratch.h"

static const char filelayer[] =
	"#!/bin/sh\npwd >said\nfor word; do echo \"$word\"; done >>said\n"
	"for word; do case $word in */PKG-INFO:*) cat \"${word%%:*}\" >>said ;; esac; done\n"
	"printf '{\"digest\": \"sha256:%064d\", \"size\": 7}' 5\n";

static struct archiver begin(struct scratch *scratch, const char *script, const char *store)
{
	assert_int_equal(chmod(scratch_write(scratch, "bin/filelayer", script), 0755), 0);
	return (struct archiver){scratch->path, store};
}

static void assert_said(struct scratch *scratch, const char *path, const char *wanted)
{
	_cleanup_(text_free) struct text said = file_read(scratch_path(scratch, path), 1 << 16);

	assert_string_equal(text_string(&said), wanted);
}

static void a_checkout_is_all_of_it(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	struct archiver archiver = begin(&scratch, filelayer, "/store");

	scratch_write(&scratch, "a 5%/pyproject.toml", "[project]\nversion = '1'\n");
	struct tree_archive made =
		treearchive_checkout(&archiver, scratch_path(&scratch, "a 5%"), "a", "1");
	_cleanup_free_ char *wanted = xprintf(
		"%s\n--store\n/store\n--variable\na direct reference\n--copy\na%%205%%25:/a-1\n"
		"--exclude\n!**\n--exclude\n.git\n--exclude\n**/.git\n",
		scratch.path);

	assert_int_equal(made.size, 7);
	assert_string_equal(made.digest.hex + 60, "0005");
	assert_said(&scratch, "said", wanted);
}

static void a_directory_is_what_a_clone_has(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	struct archiver archiver = begin(&scratch, filelayer, NULL);

	scratch_write(&scratch, "project/lib/PKG-INFO", "Name: a\n");
	scratch_write(&scratch, "project/.gitignore", "*.log\n");
	scratch_write(&scratch, "project/lib/[x]*.log", "x");
	assert_int_equal(chdir(scratch_path(&scratch, "project")), 0);
	assert_int_equal(system("git init --quiet ."), 0);
	treearchive_directory(&archiver, "lib", "a", "1");
	_cleanup_free_ char *wanted = xprintf(
		"%s/project\n-o\n/dev/null\n--variable\na direct reference\n--copy\nlib:/a-1\n"
		"--exclude\npylock.*.toml\n--exclude\nrequirements.lock.*.txt\n"
		"--exclude\nbuilt.*.lock\n--exclude\nbase.*.lock\n--exclude\nbuild\n"
		"--exclude\ndist\n--exclude\n**/*.egg-info\n--exclude\n\\[x]\\*.log\n",
		scratch.path);

	assert_said(&scratch, "project/said", wanted);
	assert_int_equal(chdir("/"), 0);
}

static void a_version_that_no_file_says_is_added(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	struct archiver archiver = begin(&scratch, filelayer, "/store");

	scratch_write(&scratch, "a/pyproject.toml", "[project]\nname = 'a'\n");
	treearchive_checkout(&archiver, scratch_path(&scratch, "a"), "a", "1.5");
	_cleanup_(text_free) struct text said = file_read(scratch_path(&scratch, "said"), 1 << 16);

	assert_non_null(strstr(text_string(&said), "/PKG-INFO:/a-1.5/PKG-INFO\n"));
	assert_true(
		ends_with(text_string(&said), "\nMetadata-Version: 2.1\nName: a\nVersion: 1.5\n"));
}

static void none_is_made(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "{}", "{\"digest\": \"x\", \"size\": 1}"};
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	struct archiver archiver = begin(&scratch, "#!/bin/sh\nexit 1\n", "/store");
	const char *tree = scratch_path(&scratch, "a");

	scratch_write(&scratch, "a/PKG-INFO", "");
	assert_dies(EXIT_NO, "a: no archive of it can be made, as explained above",
		treearchive_checkout(&archiver, tree, "a", "1"));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		_cleanup_free_ char *script = xprintf("#!/bin/sh\nprintf '%%s' '%s'\n", bad[i]);
		int status = i == 1 ? EXIT_NO : EXIT_SYSTEM;

		begin(&scratch, script, "/store");
		assert_dies(status, "filelayer: ", treearchive_checkout(&archiver, tree, "a", "1"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_checkout_is_all_of_it),
		cmocka_unit_test(a_directory_is_what_a_clone_has),
		cmocka_unit_test(a_version_that_no_file_says_is_added),
		cmocka_unit_test(none_is_made),
	};
	return run_unit(tests);
}
