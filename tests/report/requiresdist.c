/* SPDX-License-Identifier: MIT */
/* requiresdist: which edges a Requires-Dist is. The specifiers are in the order in which pipdeptree
 * 4.2 prints them; whole trees are compared with it in tests/report/documents.t. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/text.h"
#include "report/requiresdist.h"

static const struct target target = {
	.python_major = 3, .python_minor = 11, .python_micro = 2, .arch = "x86_64"};

static void show(struct text *out, const struct deptree_edges *edges)
{
	for (size_t i = 0; i < edges->count; i++) {
		const struct deptree_edge *edge = &edges->items[i];

		text_printf(out, "%s%s[%s]%s", out->length ? " " : "", edge->key, edge->extras,
			edge->specifier);
		if (edge->extra)
			text_printf(out, "{%s}", edge->extra);
	}
}

/* The edges of TEXT alone: required, then optional. */
static void assert_edges(const char *text, const char *wanted)
{
	_cleanup_(requiresdist_free) struct deptree_edges required = {0}, optional = {0};
	_cleanup_(text_free) struct text out = {0};

	requiresdist_add(text, &target, &required, &optional);
	requiresdist_sort(&required);
	requiresdist_sort(&optional);
	show(&out, &required);
	show(&out, &optional);
	assert_string_equal(text_string(&out), wanted);
}

static void takes_what_holds(void **state)
{
	(void)state;
	assert_edges("Some_Thing", "some-thing[]");
	assert_edges("a[Y.y, x] >=1 ; python_version >= '3.8'", "a[x,y-y]>=1");
	assert_edges("a ; sys_platform == 'win32'", "");
	assert_edges("a ; python_full_version < '3.11.3'", "a[]");
	assert_edges("a @ https://host/a-1-py3-none-any.whl", "a[]");
}

static void takes_what_extras_bring(void **state)
{
	(void)state;
	assert_edges("a ; extra == 'Fast_One'", "a[]{fast-one}");
	assert_edges("a ; 'x' == extra or extra == 'b'", "a[]{b} a[]{x}");
	assert_edges("a ; extra == 'x' and sys_platform == 'win32'", "");
	assert_edges("a ; extra == 'x' or os_name == 'posix'", "a[]");
	assert_edges("a ; extra != 'x'", "a[]");
}

static void reads_what_uv_repairs(void **state)
{
	(void)state;
	assert_edges("a>=1.0.*", "a[]>=1.0");
	assert_edges("a (>=2<3.*) ; extra == 'x'", "a[]>=2,<3{x}");
}

static void leaves_out_what_nobody_can_read(void **state)
{
	(void)state;
	assert_edges("not a requirement !!", "");
	assert_edges("", "");
	assert_edges("a ; bogus == 'x'", "");
	assert_edges("a ; 'x' in extras", "");
	assert_edges("a ; 'x' not in dependency_groups", "");
	assert_edges("a ; os_name ~= 'x'", "");
}

static void leaves_out_what_is_too_long(void **state)
{
	_cleanup_(text_free) struct text text = {0};

	(void)state;
	text_printf(&text, "a %*s", 16 << 10, ">=1");
	assert_edges(text_string(&text), "");
}

static void orders_specifiers_by_their_versions(void **state)
{
	(void)state;
	assert_edges("a>=1,<2,!=1.5,!=1.4.*,~=1.0", "a[]>=1,~=1.0,!=1.4.*,!=1.5,<2");
	assert_edges("a (>= 1.0rc1, <=9!1)", "a[]>=1.0rc1,<=9!1");
	assert_edges("a===2004d,>=3", "a[]>=3,===2004d");
	assert_edges("a>=1.00,==1.0.*", "a[]>=1.00,==1.0.*");
}

static void keeps_one_of_neighbours_that_mean_the_same(void **state)
{
	_cleanup_(requiresdist_free) struct deptree_edges required = {0}, optional = {0};
	_cleanup_(text_free) struct text out = {0};
	const char *const texts[] = {"b", "a>=1; python_version>='3'",
		"a >=1 ; python_version >= \"3\"", "a>=2", "b;extra=='x'", "B; extra == \"x\"",
		"a; extra == 'x'", "b; extra == 'w'", "c; python_version>='3' and os_name=='posix'",
		"c; os_name=='posix' and python_version>='3'"};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		requiresdist_add(texts[i], &target, &required, &optional);
	requiresdist_sort(&required);
	requiresdist_sort(&optional);
	show(&out, &required);
	show(&out, &optional);
	assert_string_equal(text_string(&out), "a[]>=1 a[]>=2 b[] c[] b[]{w} a[]{x} b[]{x}");
	assert_true(requiresdist_compare_extras(&required.items[0], &optional.items[0]) < 0);
	assert_true(requiresdist_compare_extras(&optional.items[1], &optional.items[0]) > 0);
	assert_true(requiresdist_compare_extras(&required.items[0], &required.items[1]) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_holds),
		cmocka_unit_test(takes_what_extras_bring),
		cmocka_unit_test(reads_what_uv_repairs),
		cmocka_unit_test(leaves_out_what_nobody_can_read),
		cmocka_unit_test(leaves_out_what_is_too_long),
		cmocka_unit_test(orders_specifiers_by_their_versions),
		cmocka_unit_test(keeps_one_of_neighbours_that_mean_the_same),
	};
	return run_unit(tests);
}
