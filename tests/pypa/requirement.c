/* SPDX-License-Identifier: MIT */
/* requirement: parts and canonical forms. Verdicts and equality are compared with the packaging
 * library in tests/pypa/lockhash.t. */
#include "unit.h"

#include "lib/cleanup.h"
#include "pypa/requirement.h"

static void assert_canonical(const char *text, const char *canonical)
{
	_cleanup_(requirement_free) struct requirement requirement = {0};
	_cleanup_(text_free) struct text out = {0};

	assert_null(requirement_parse(text, &requirement));
	requirement_add(&out, &requirement);
	assert_string_equal(text_string(&out), canonical);
	requirement_free(&requirement);
	text_clear(&out);
	assert_null(requirement_parse(canonical, &requirement));
	requirement_add(&out, &requirement);
	assert_string_equal(text_string(&out), canonical);
}

static void takes_apart(void **state)
{
	(void)state;
	_cleanup_(requirement_free) struct requirement requirement = {0};

	assert_null(
		requirement_parse(" Foo.Bar [b,A_x] (>=1.0,<2) ; os_name=='nt' ", &requirement));
	assert_string_equal(requirement.name, "foo-bar");
	assert_string_equal(requirement.extras, "a-x,b");
	assert_string_equal(requirement.specifiers, "<2,>=1");
	assert_null(requirement.url);
	assert_string_equal(requirement.marker, "os_name == \"nt\"");
	requirement_free(&requirement);
	assert_null(requirement_parse("foo", &requirement));
	assert_string_equal(requirement.extras, "");
	assert_string_equal(requirement.specifiers, "");
	assert_null(requirement.marker);
}

static void writes_the_canonical_form(void **state)
{
	(void)state;
	assert_canonical("foo[]", "foo");
	assert_canonical("foo()", "foo");
	assert_canonical("foo[b, a,b]==1.0,", "foo[a,b]==1");
	assert_canonical("foo ; extra == 'x'", "foo; extra == \"x\"");
	assert_canonical("foo@x;y", "foo @ x;y");
	assert_canonical("foo[a] @\thttps://host/a.whl#sha256=0 ;extra=='x'",
		"foo[a] @ https://host/a.whl#sha256=0 ; extra == \"x\"");
}

static void refuses(void **state)
{
	const char *const texts[] = {"", " ", "foo.", "-foo", "foo bar", "foo; ", "foo[",
		"foo[a b]", "foo[,a]", "foo[a", "foo(", "foo(>=1", "foo>=1)", "foo (>=1) <2",
		"foo >=1 <2", "foo @", "foo @ x y", "foo @ x ; ", "foo >=1 @ x", "foo ,>=1",
		"foo>=1,,<2", "foo==1;os_name=='a' x", "foo_", "foo\n", "foo==\f1", "foo\x7f",
		"caf\xc3\xa9"};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct requirement requirement;

		assert_non_null(requirement_parse(texts[i], &requirement));
		assert_null(requirement.name);
		assert_null(requirement.extras);
	}
}

static void assert_spelling(const char *text, const char *wanted)
{
	_cleanup_(stringlist_free) struct stringlist extras = {0}, specifiers = {0};
	_cleanup_(text_free) struct text out = {0};

	requirement_spelling(text, &extras, &specifiers);
	list_join(&extras, " ", &out);
	text_add_char(&out, '|');
	list_join(&specifiers, " ", &out);
	assert_string_equal(text_string(&out), wanted);
}

/* As packaging's Requirement has them: SpecifierSet in the order of its text. */
static void keeps_the_spelling(void **state)
{
	_cleanup_(stringlist_free) struct stringlist specifiers = {0};

	(void)state;
	assert_spelling("a", "|");
	assert_spelling(" A.b [Fast_One , x]>= 1.00 ,<2,>=1.00; extra == 'y'",
		"Fast_One x|>=1.00 <2 >=1.00");
	assert_spelling("a[]( ===2004D,!=1.4.* )", "|===2004D !=1.4.*");
	assert_spelling("a[x] @ https://host/a==1.whl ; os_name == 'posix'", "x|");
	requirement_spelling("a[x]>1", NULL, &specifiers);
	assert_int_equal(specifiers.count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_apart),
		cmocka_unit_test(writes_the_canonical_form),
		cmocka_unit_test(refuses),
		cmocka_unit_test(keeps_the_spelling),
	};
	return run_unit(tests);
}
