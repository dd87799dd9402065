/* SPDX-License-Identifier: MIT */
/* explicit: the names that requirements files ask for. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/file.h"
#include "report/explicit.h"

static void assert_names(const char *content, const struct target *target, const char *wanted)
{
	_cleanup_(stringlist_free) struct stringlist names = {0};
	_cleanup_(text_free) struct text joined = {0};

	file_write("r.in", content, strlen(content));
	explicit_add(&names, "r.in", target);
	list_join(&names, " ", &joined);
	assert_string_equal(text_string(&joined), wanted);
}

static void adds_names(void **state)
{
	static const struct target target = {
		.python_major = 3, .python_minor = 11, .arch = "x86_64"};

	(void)state;
	file_write("my more.in", "M_m>2\n", 6);
	file_write("c.txt", "c<2\n", 4);
	assert_names("Zeta[x]>=1 # why\n-r 'my more.in'\n-c c.txt\n--pre\n-e ./dir\n./dir\n"
		     "https://host/x/Eta_e-2.0-py3-none-any.whl#sha256=0\n",
		NULL, "zeta m-m eta-e");
	assert_names("a ; sys_platform == 'win32'\nb ; python_version >= '3'\n", &target, "b");
	assert_names("a ; sys_platform == 'win32'\n", NULL, "a");
	assert_dies(EXIT_NO, "r.in:1: ~= and === compare versions only: 'a ; os_name ~= \"x\"'",
		assert_names("a ; os_name ~= \"x\"\n", &target, ""));
}

int main(void)
{
	char directory[] = "/tmp/unit-explicit.XXXXXX";
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adds_names),
	};

	if (!mkdtemp(directory) || chdir(directory) < 0)
		return 1;
	int status = run_unit(tests);
	unlink("r.in");
	unlink("my more.in");
	unlink("c.txt");
	rmdir(directory);
	return status;
}
