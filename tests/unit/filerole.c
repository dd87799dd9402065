/* filerole: files that say something, and others of a like name. */
#include "unit.h"

#include "filerole.h"

static void roles(void **state)
{
	(void)state;
	const struct {
		const char *path;
		enum filerole role;
	} cases[] = {
		{"s/a-1.dist-info/METADATA", ROLE_METADATA},
		{"s/a-1.egg-info/PKG-INFO", ROLE_METADATA},
		{"s/a-1.egg-info", ROLE_METADATA},
		{"s/a-1.dist-info/RECORD", ROLE_RECORD},
		{"s/a-1.dist-info/INSTALLER", ROLE_INSTALLER},
		{"s/a-1.dist-info/x/METADATA", ROLE_NONE},
		{"METADATA", ROLE_NONE},
		{"etc/os-release", ROLE_TEXT},
		{"etc/passwd", ROLE_TEXT},
		{"etc/group", ROLE_TEXT},
		{"etc/passwd-", ROLE_NONE},
		{"srv/etc/passwd", ROLE_NONE},
		{"var/lib/dpkg/status.d/base", ROLE_TEXT},
		{"var/lib/dpkg/status.d/base.md5sums", ROLE_NONE},
		{"usr/include/python3.11/patchlevel.h", ROLE_TEXT},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(filerole_of(cases[i].path), cases[i].role);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(roles)};
	return run_unit(tests);
}
