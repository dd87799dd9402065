/* SPDX-License-Identifier: MIT */
/* filelock: the lock of what is meant. */
#include "unit.h"

#include "pages.h"
#include "resolve/filelock.h"
#include "scratch.h"

#define WHEEL "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define SDIST "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

static void a_lock(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	struct resolved_release resolved = {.name = "demo", .version = "1.0"};
	struct release release = {.resolved = &resolved, .meant = project_begin("demo")};
	const char *path = scratch_path(&scratch, "l.toml");

	project_add_entry(&release.meant,
		json_pack("{s:s, s:s, s:{s:s}, s:i, s:s}", "filename", "demo-1.0-py3-none-any.whl",
			"url", "http://h/a\"b", "hashes", "sha256", WHEEL, "size", 7, "upload-time",
			"2023-05-22T18:30:26.9Z"));
	project_add_entry(
		&release.meant, json_pack("{s:s, s:s, s:{s:s}}", "filename", "demo-1.0.tar.gz",
					"url", "http://h/s", "hashes", "sha256", SDIST));
	filelock_write(path, &release, 1);
	_cleanup_(text_free) struct text text = file_read(path, 10000);

	assert_string_equal(text_string(&text),
		"lock-version = \"1.0\"\ncreated-by = \"pip-compile\"\n\n[[packages]]\nname = "
		"\"demo\"\nversion = \"1.0\"\n"
		"sdist = { name = \"demo-1.0.tar.gz\", url = \"http://h/s\", hashes = { sha256 = "
		"\"" SDIST "\" } }\n"
		"wheels = [{ name = \"demo-1.0-py3-none-any.whl\", url = \"http://h/a\\\"b\", "
		"upload-time = "
		"2023-05-22T18:30:26Z, size = 7, hashes = { sha256 = \"" WHEEL "\" } }]\n");
	filelock_write(path, NULL, 0);
	_cleanup_(text_free) struct text nothing = file_read(path, 10000);

	assert_string_equal(text_string(&nothing),
		"lock-version = \"1.0\"\ncreated-by = \"pip-compile\"\npackages = []\n");
	/* what has no hash is not locked */
	release.meant.files[0]->sha256[0] = '\0';
	filelock_write(path, &release, 1);
	_cleanup_(text_free) struct text rest = file_read(path, 10000);

	assert_non_null(strstr(text_string(&rest), "sdist = "));
	assert_null(strstr(text_string(&rest), "wheels"));
	project_free(&release.meant);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lock),
	};
	return run_unit(tests);
}
