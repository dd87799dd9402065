/* SPDX-License-Identifier: MIT */
/* pin: a line's parts, and who asks for it. Expected markers and versions are those of the
 * packaging library. */
#include "unit.h"

#include "analyze/pin.h"
#include "lib/cleanup.h"

static void parts(void **state)
{
	(void)state;
	static const struct {
		const char *text, *version;
	} rows[] = {
		{"A_b == v1.0-ALPHA.1", "1.0a1"},
		{"a===1.0", "1.0"},
		{"a>=1,==2", "2"},
		{"a==1.*", NULL},
		{"a===foo", NULL},
		{"a>=1", NULL},
		{"a", NULL},
		{"a @ https://host.example/a==1", NULL},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		_cleanup_(pin_free) struct pin pin = pin_make(rows[i].text, "f:1", "# c");

		assert_int_equal(pin.version != NULL, rows[i].version != NULL);
		if (pin.version)
			assert_string_equal(pin.version, rows[i].version);
		assert_string_equal(pin.place, "f:1");
		assert_string_equal(pin.comment, "# c");
		assert_null(pin.marker);
	}
	assert_dies(EXIT_NO, "f:7: ", pin_make("a ==", "f:7", ""));
}

static void markers(void **state)
{
	(void)state;
	static const struct {
		const char *given, *wanted;
	} rows[] = {
		{"sys_platform=='win32'", "sys_platform == \"win32\""},
		{"  os.name\t!= \"nt\" ", "os_name != \"nt\""},
		{"python_implementation=='CPython'",
			"platform_python_implementation == \"CPython\""},
		{"( extra=='a'or extra == 'b' )and python_version not  in'3.8 3.9'",
			"(extra == \"a\" or extra == \"b\") and python_version not in \"3.8 3.9\""},
		{"os_name == 'a\"b'", "os_name == 'a\"b'"},
		{"os_name == \"os.name\"", "os_name == \"os.name\""},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		_cleanup_free_ char *spelled = pin_marker_spelled(rows[i].given);

		assert_string_equal(spelled, rows[i].wanted);
	}
	_cleanup_(pin_free) struct pin pin =
		pin_make("a @ https://h/;x ; os_name=='posix'", "f:1", "");

	assert_string_equal(pin.marker, "os_name == \"posix\"");
}

static bool is_known(const void *data, const char *name)
{
	(void)data;
	return strcmp(name, "lib") == 0 || strcmp(name, "app") == 0;
}

static void who_asks(void **state)
{
	(void)state;
	static const struct {
		const char *via;
		bool wanted;
	} rows[] = {
		{"# via lib", false},
		{"# via Lib[x]", false},
		{"# via other", true},
		{"# via lib, -r requirements.in", true},
		{"#  via  lib, mine (pyproject.toml)", true},
		{"# via lib, mine (pyproject.toml::dev)", true},
		{"# via lib, mine (pyproject.toml::dev", false},
		{"# via lib, mine (setup.py)", true},
		{"# via lib, mine (setup.cfg)", true},
		{"# via lib, mine (setup.txt)", false},
		{"# via the lock, -r project", false},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		_cleanup_(pin_free) struct pin pin = pin_make("x", "f:1", "");

		assert_true(pin_take_vias(&pin, rows[i].via));
		assert_int_equal(pin_is_wanted_by_project(&pin, is_known, NULL), rows[i].wanted);
		assert_int_equal(pin_is_via_lock(&pin), strstr(rows[i].via, "the lock") != NULL);
	}
	_cleanup_(pin_free) struct pin lib = pin_make("lib", "f:1", "");

	assert_true(pin_take_vias(&lib, "# via lib")); /* itself, which is no other */
	assert_true(pin_is_wanted_by_project(&lib, is_known, NULL));
}

static void lines_below(void **state)
{
	(void)state;
	_cleanup_(pin_free) struct pin pin = pin_make("x", "f:1", "");

	assert_false(pin_take_via(&pin, "#   lib"));
	assert_false(pin_take_via(&pin, "# about"));
	assert_false(pin_take_vias(&pin, "# via"));
	assert_false(pin_take_vias(&pin, "# viable x"));
	assert_false(pin_take_vias(&pin, "text"));
	assert_true(pin_take_via(&pin, "# via"));
	assert_true(pin_take_via(&pin, "#   -c limits.txt"));
	assert_true(pin_take_via(&pin, "#   lib "));
	assert_false(pin_take_via(&pin, "#  lib"));
	assert_false(pin_take_via(&pin, "#    "));
	assert_int_equal(pin.via.count, 3);
	assert_string_equal(pin.via.items[0], "");
	assert_string_equal(pin.via.items[1], "-c limits.txt");
	assert_string_equal(pin.via.items[2], "lib");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts),
		cmocka_unit_test(markers),
		cmocka_unit_test(who_asks),
		cmocka_unit_test(lines_below),
	};
	return run_unit(tests);
}
