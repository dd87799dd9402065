/* SPDX-License-Identifier: MIT */
/* filerole: what a file tells, by its path. */
#include "unit.h"

#include "evidence/filerole.h"

static void assert_role(enum filerole role, const char *const *paths)
{
	for (; *paths; paths++)
		if (filerole_of(*paths) != role)
			fail_msg("%s: %d, not %d", *paths, filerole_of(*paths), role);
}

static void files_of_distributions(void **state)
{
	(void)state;
	assert_role(ROLE_METADATA,
		(const char *const[]){"s/a-1.dist-info/METADATA", "s/a.egg-info/PKG-INFO",
			"s/a-1.egg-info", "a-1.dist-info/METADATA", NULL});
	assert_role(ROLE_RECORD, (const char *const[]){"s/a-1.dist-info/RECORD", NULL});
	assert_role(ROLE_INSTALLER, (const char *const[]){"s/a-1.dist-info/INSTALLER", NULL});
	assert_role(
		ROLE_NONE, (const char *const[]){"METADATA", "s/METADATA", "s/a-1.dist-info/WHEEL",
				   "s/a-1.dist-info/licenses/RECORD", "s/a.egg-info/METADATA",
				   "s/a.egg-info/RECORD", "s/PKG-INFO", NULL});
}

static void texts_of_the_system(void **state)
{
	(void)state;
	assert_role(ROLE_TEXT,
		(const char *const[]){"etc/os-release", "usr/lib/os-release", "etc/passwd",
			"etc/ld.so.conf", "etc/ld.so.conf.d/x.conf", "opt/etc/ld.so.conf",
			"opt/ld.so.conf.d/y.conf", "etc/ld-musl-x86_64.path", "var/lib/dpkg/status",
			"var/lib/dpkg/status.d/libc6", "lib/apk/db/installed",
			"usr/local/cuda-12.4/version.json", "usr/include/python3.12/patchlevel.h",
			NULL});
	assert_role(ROLE_NONE,
		(const char *const[]){"etc/motd", "opt/etc/passwd", "opt/ld.so.conf.d/y",
			"var/lib/dpkg/status.d/libc6.md5sums", "var/lib/dpkg/status.d/.x",
			"var/lib/dpkg/status-old", "usr/include/python2.7/patchlevel.h", NULL});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_of_distributions),
		cmocka_unit_test(texts_of_the_system),
	};
	return run_unit(tests);
}
