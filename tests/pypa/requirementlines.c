/* SPDX-License-Identifier: MIT */
/* requirementlines: lines with their places and roles. What files mean is tested in
 * tests/pypa/lockhash.t, bounds in tests/pypa/requirements.c. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/file.h"
#include "pypa/requirementlines.h"

static void show_option(void *context, const struct requirementline *line,
	const struct fileoption *option, const char *value)
{
	text_printf(context, "%s:%zu %s=%s\n", line->path, line->number, option->name,
		value ? value : "");
}

static void show_line(void *context, const struct requirementline *line)
{
	text_printf(context, "%s:%zu %d %s|%s|%s|%s\n", line->path, line->number, line->role,
		line->whole, line->text, line->editable ? line->editable : "",
		line->requirement.name ? line->requirement.name : "");
}

static void assert_lines(const char *content, enum requirement_role role, const char *wanted)
{
	_cleanup_(text_free) struct text out = {0};
	const struct requirementlines_reader reader = {&out, show_option, show_line, NULL};

	file_write("r.in", content, strlen(content));
	requirementlines_read("r.in", role, &reader, NULL);
	assert_string_equal(text_string(&out), wanted);
}

static void tells_lines(void **state)
{
	(void)state;
	file_write("my sub/c.in", "Q<2\n-r d.in\n", 11);
	file_write("my sub/d.in", "d\n", 2);
	assert_lines("# x\n\nNum_py >=1,\\\n   <2  --hash=sha256:0 # why\n", ROLE_REQUIREMENT,
		"r.in:3 --hash=sha256:0\n"
		"r.in:3 0 Num_py >=1, <2 --hash=sha256:0|Num_py >=1,   <2||num-py\n");
	assert_lines("-e ./x\n./y.whl\n--pre\n", ROLE_OVERRIDE,
		"r.in:1 --editable=./x\nr.in:1 3 -e ./x||./x|\nr.in:2 3 ./y.whl|./y.whl||\n"
		"r.in:3 --pre=\n");
	assert_lines("-c 'my sub/c.in'\na\n-r my\\ sub/d.in", ROLE_REQUIREMENT,
		"r.in:1 --constraint=my sub/c.in\nmy sub/c.in:1 1 Q<2|Q<2||q\n"
		"my sub/c.in:2 --requirement=d.in\nmy sub/d.in:1 2 d|d||d\nr.in:2 0 a|a||a\n"
		"r.in:3 --requirement=my sub/d.in\nmy sub/d.in:1 0 d|d||d\n");
	assert_lines("-r my\\ sub/d.in", ROLE_OVERRIDE,
		"r.in:1 --requirement=my sub/d.in\nmy sub/d.in:1 3 d|d||d\n");
}

static void refuses(void **state)
{
	const struct {
		const char *content, *message;
	} cases[] = {
		{"a\nb c\n", "r.in:2: '@ URL', a specifier such as ==1.2"},
		{"-r r.in\n", "r.in:1: the file includes itself: 'r.in'"},
		{"-r gone.in\n", "r.in:1: cannot include 'gone.in': No such file"},
		{"-r https://x/y\n", "r.in:1: only files can be included, not URLs"},
		{"-r /\n", "cannot include what is not a regular file"},
		{"--nonsense\n", "not an option that requirements files have"},
		{"a --pre\n", "must stand on a line of its own"},
		{"a -e b\n", "-e must begin its line"},
		{"-e a -e b\n", "only one -e can stand on a line"},
		{"--hash=sha256:0\n", "the option belongs behind a requirement"},
		{"-r\n", "the option wants a value"},
		{"--pre=1\n", "the option takes no value"},
		{"-r 'x\n", "r.in:1: "},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_dies(EXIT_NO, cases[i].message,
			assert_lines(cases[i].content, ROLE_REQUIREMENT, ""));
}

int main(void)
{
	char directory[] = "/tmp/unit-requirementlines.XXXXXX";
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_lines),
		cmocka_unit_test(refuses),
	};

	if (!mkdtemp(directory) || chdir(directory) < 0)
		return 1;
	int status = run_unit(tests);
	unlink("r.in");
	unlink("my sub/c.in");
	unlink("my sub/d.in");
	rmdir("my sub");
	rmdir(directory);
	return status;
}
