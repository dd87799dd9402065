/* SPDX-License-Identifier: MIT */
/* environment: the directories and files of a virtual environment. */
#include "unit.h"

#include "layers/environment.h"
#include "lib/cleanup.h"

static const char site[] = "/opt/venv/lib/python3.12/site-packages";

static void where_things_are(void **state)
{
	(void)state;
	_cleanup_(environment_free) struct environment usual = environment_at(
							       "/opt/venv", site, NULL, 3, 12),
						       other = environment_at("/usr",
							       "/usr/lib/site",
							       "/usr/bin/python3.12", 3, 12);

	assert_string_equal(usual.prefix, "opt/venv/");
	assert_string_equal(usual.bin, "opt/venv/bin/");
	assert_string_equal(usual.site, "opt/venv/lib/python3.12/site-packages/");
	assert_string_equal(usual.interpreter, "/opt/venv/bin/python3");
	assert_string_equal(other.interpreter, "/usr/bin/python3.12");
}

static void its_own_directories(void **state)
{
	static const char *const own[] = {"opt", "opt/venv", "opt/venv/bin",
		"opt/venv/lib/python3.12", "opt/venv/lib/python3.12/site-packages"};
	static const char *const others[] = {"opt/venv/lib/python3.12/site-packages/a",
		"opt/venv/share", "opt/venv/li", "opt/venv/bin/b", "op"};
	_cleanup_(environment_free) struct environment environment =
		environment_at("/opt/venv", site, NULL, 3, 12);

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		assert_true(environment_has_directory(&environment, own[i], strlen(own[i])));
		assert_false(environment_has_directory(&environment, others[i], strlen(others[i])));
	}
	assert_true(environment_has_directory(&environment, "opt/other", 3));
}

/* What `python3 -m venv` made: bin/python3.12 is there, python3.1 and scripts are not. */
static void what_venv_makes(void **state)
{
	static const char *const made[] = {"opt/venv/pyvenv.cfg", "opt/venv/lib64",
		"opt/venv/bin/python", "opt/venv/bin/python3", "opt/venv/bin/python3.12"};
	static const char *const others[] = {"opt/venv/lib64/a", "opt/venv/bin/python3.1",
		"opt/venv/bin/pip", "pyvenv.cfg", "opt/venv2/pyvenv.cfg"};
	_cleanup_(environment_free) struct environment environment =
		environment_at("/opt/venv", site, NULL, 3, 12);

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		assert_true(environment_makes(&environment, made[i]));
		assert_false(environment_makes(&environment, others[i]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(where_things_are),
		cmocka_unit_test(its_own_directories),
		cmocka_unit_test(what_venv_makes),
	};
	return run_unit(tests);
}
