/* SPDX-License-Identifier: MIT */
/* script: entry points as importlib.metadata reads them, scripts as pip 26.3 writes them. */
#include "unit.h"

#include "lib/cleanup.h"
#include "pypa/script.h"

/* /dev/null stands for the wheel, which is allowed or not. */
static struct digest nothing = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"};
static struct allowance allowance = {.wheels = &nothing};
static struct flaws flaws = {.subject = "a.whl", .path = "/dev/null", .allowance = &allowance};

static struct entry_points parse(const char *string)
{
	_cleanup_(text_free) struct text text = {0};

	text_add_string(&text, string);
	return entry_points_parse(&text, "a.whl: entry_points.txt", &flaws);
}

static void reads_both_groups(void **state)
{
	(void)state;
	struct entry_points points = parse("before = any:section\r\n"
					   "# comment = a:b\r\n"
					   "[console_scripts]\r\n"
					   "  one=a:b  \r\n"
					   "two = a.b.c:D.e [extra, other]\r\n"
					   "\r\n"
					   "[other]\n"
					   "not = a\n"
					   "[gui_scripts]\n"
					   "th-ree.4 = na\xc3\xafve:main\n");

	assert_int_equal(points.count, 3);
	assert_string_equal(points.points[0].name, "one");
	assert_string_equal(points.points[0].module, "a");
	assert_string_equal(points.points[0].function, "b");
	assert_string_equal(points.points[1].name, "two");
	assert_string_equal(points.points[1].module, "a.b.c");
	assert_string_equal(points.points[1].function, "D.e");
	assert_string_equal(points.points[2].name, "th-ree.4");
	assert_string_equal(points.points[2].module, "na\xc3\xafve");
	entry_points_free(&points);
	points = parse("");
	assert_int_equal(points.count, 0);
	entry_points_free(&points);
}

static void refuse(const char *line, const char *message)
{
	_cleanup_free_ char *text = xprintf("[console_scripts]\n%s\n", line);

	assert_dies(EXIT_NO, message, parse(text));
}

static void refuses_what_is_no_script(void **state)
{
	(void)state;
	refuse("a", "a.whl: entry_points.txt: 'a' is not NAME = MODULE:FUNCTION");
	refuse("a = b", "a.whl: entry_points.txt: entry point a: 'b' is not MODULE:FUNCTION");
	refuse("a = b:", "'b:' is not MODULE:FUNCTION");
	refuse("a = :c", "':c' is not MODULE:FUNCTION");
	refuse("a = b:c:d", "'b:c:d' is not MODULE:FUNCTION");
	refuse("a = b..c:d", "is not MODULE:FUNCTION");
	refuse("a = b:c.", "is not MODULE:FUNCTION");
	refuse("a = b : c", "is not MODULE:FUNCTION");
	refuse("a = b:c; import os", "is not MODULE:FUNCTION");
	refuse("a = b:c()", "is not MODULE:FUNCTION");
	refuse("a = b:c [d", "is not MODULE:FUNCTION");
	refuse("a = b:c [d] e", "is not MODULE:FUNCTION");
	refuse(" = b:c", "entry point '': the name cannot be a script's");
	refuse("../a = b:c", "entry point '../a': the name cannot be a script's");
	refuse("/bin/a = b:c", "the name cannot be a script's");
	refuse("d/a = b:c", "the name cannot be a script's");
	refuse(".. = b:c", "the name cannot be a script's");
	refuse("a b = b:c", "the name cannot be a script's");
	refuse("[a = b:c", "the name cannot be a script's");
	refuse("a\x1b = b:c", "the name cannot be a script's");
	refuse(".wh.python3 = b:c", "the name cannot be a script's");
	refuse("a = b:c\na=d:e",
		"a.whl: entry_points.txt: entry point a is there twice, as b:c and d:e");
	refuse("\xff = b:c", "a.whl: entry_points.txt: not UTF-8 text");
}

static void the_module_is(const char *string, const char *module)
{
	struct entry_points points = parse(string);

	assert_int_equal(points.count, 1);
	assert_string_equal(points.points[0].module, module);
	entry_points_free(&points);
}

/* As importlib.metadata and pip have it: the last counts, and a GUI script goes before the
 * console's. */
static void names_are_there_twice(void **state)
{
	(void)state;
	the_module_is("[console_scripts]\na = b:c\na = b:c [x]\n", "b");
	assert_int_equal(flaws.found[FLAW_SAME_POINT].count, 1);
	assert_null(flaws.found[FLAW_OTHER_POINT].text);
	allowance.count = 1;
	the_module_is("[console_scripts]\na = b:c\na = d:c\n", "d");
	the_module_is("[console_scripts]\na = b:c\n[gui_scripts]\na = d:c\n", "d");
	the_module_is("[gui_scripts]\na = d:c\n[console_scripts]\na = b:c\n", "d");
	assert_int_equal(flaws.found[FLAW_OTHER_POINT].count, 3);
	allowance.count = 0;
	flaws_free(&flaws);
}

static void wrappers_are_known(void **state)
{
	(void)state;
	struct entry_points points = parse("[console_scripts]\na = b:c\n");

	assert_true(entry_points_replace(&points, "a"));
	assert_true(entry_points_replace(&points, "a.exe"));
	assert_true(entry_points_replace(&points, "a.EXE"));
	assert_true(entry_points_replace(&points, "a-script.py"));
	assert_true(entry_points_replace(&points, "a.pya"));
	assert_false(entry_points_replace(&points, "a.py"));
	assert_false(entry_points_replace(&points, "A"));
	assert_false(entry_points_replace(&points, "b"));
	assert_false(entry_points_replace(&points, ".exe"));
	entry_points_free(&points);
}

static bool has(const struct entry_points *points, const char *name, const char *module)
{
	for (size_t i = 0; i < points->count; i++)
		if (strcmp(points->points[i].name, name) == 0)
			return strcmp(points->points[i].module, module) == 0;
	return false;
}

/* pip's get_console_script_specs for Python 3.12 */
static void pip_gets_the_names_of_this_python(void **state)
{
	(void)state;
	struct entry_points points = parse(
		"[console_scripts]\npip2 = x:y\npip3.9=x:y\npip = p:main\npipx = x:y\npip3 = x:y\n"
		"pip3.9.1 = x:y\neasy_install = e:main\neasy_install-3.9 = x:y\neasy_install3 = "
		"x:y\n");

	entry_points_adapt(&points, 3, 12);
	assert_int_equal(points.count, 8);
	assert_true(has(&points, "pip", "p"));
	assert_true(has(&points, "pip3", "p"));
	assert_true(has(&points, "pip3.12", "p"));
	assert_true(has(&points, "pipx", "x"));
	assert_true(has(&points, "pip3.9.1", "x"));
	assert_true(has(&points, "easy_install", "e"));
	assert_true(has(&points, "easy_install-3.12", "e"));
	assert_true(has(&points, "easy_install3", "x"));
	entry_points_free(&points);
	points = parse("[console_scripts]\npip3 = x:y\n");
	entry_points_adapt(&points, 3, 12);
	assert_int_equal(points.count, 1);
	entry_points_free(&points);
}

static void script_is(const char *interpreter, const char *first_lines)
{
	const struct entry_point point = {(char *)"a", (char *)"b.c", (char *)"D.e", false};
	_cleanup_(text_free) struct text text = script_text(&point, interpreter);
	_cleanup_free_ char *wanted = xprintf("%simport sys\n"
					      "from b.c import D\n"
					      "if __name__ == '__main__':\n"
					      "    sys.argv[0] = sys.argv[0].removesuffix('.exe')\n"
					      "    sys.exit(D.e())\n",
		first_lines);

	assert_string_equal(text.bytes, wanted);
}

static void scripts_are_those_of_pip(void **state)
{
	(void)state;
	char longest[125] = "/", longer[126] = "/";

	memset(longest + 1, 'p', sizeof longest - 2);
	memset(longer + 1, 'p', sizeof longer - 2);
	_cleanup_free_ char *simple = xprintf("#!%s\n", longest);
	_cleanup_free_ char *shell =
		xprintf("#!/bin/sh\n'''exec' %s \"$0\" \"$@\"\n' '''\n", longer);

	script_is("/opt/venv/bin/python3", "#!/opt/venv/bin/python3\n");
	script_is(longest, simple);
	script_is(longer, shell);
	script_is("/a b/python3", "#!/bin/sh\n'''exec' \"/a b/python3\" \"$0\" \"$@\"\n' '''\n");
}

static void first_lines_are_adapted(void **state)
{
	(void)state;
	const struct {
		const char *before, *after;
	} scripts[] = {
		{"#!python\nx\n", "#!/p/python3\nx\n"},
		{"#!pythonw -E\r\nx\r\n", "#!/p/python3\nx\r\n"},
		{"#!python", "#!/p/python3\n"},
		{"#!python3", "#!/p/python3\n"},
	};

	for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
		_cleanup_(text_free) struct text text = {0};

		text_add_string(&text, scripts[i].before);
		assert_true(script_is_adaptable(text.bytes, text.length));
		script_adapt(&text, "/p/python3");
		assert_string_equal(text.bytes, scripts[i].after);
	}
	assert_false(script_is_adaptable("#!/usr/bin/python", 17));
	assert_false(script_is_adaptable("#! python", 9));
	assert_false(script_is_adaptable("#!pytho", 7));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_both_groups),
		cmocka_unit_test(refuses_what_is_no_script),
		cmocka_unit_test(names_are_there_twice),
		cmocka_unit_test(wrappers_are_known),
		cmocka_unit_test(pip_gets_the_names_of_this_python),
		cmocka_unit_test(scripts_are_those_of_pip),
		cmocka_unit_test(first_lines_are_adapted),
	};
	return run_unit(tests);
}
