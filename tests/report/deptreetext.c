/* SPDX-License-Identifier: MIT */
/* deptreetext: what pipdeptree 4.2.14 prints of these distributions, recorded; more of them are
 * compared with it in tests/report/documents.t. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "report/deptreetext.h"

static struct deptree tree_of(const char *text)
{
	static const struct target target = {
		.python_major = 3, .python_minor = 11, .arch = "x86_64"};
	struct deptree tree = {0};
	_cleanup_json_ json_t *json = json_loads(text, 0, NULL);

	deptree_add(&tree, json, &target, "a.json");
	deptree_connect(&tree);
	return tree;
}

static void assert_text(const char *distributions, const char *wanted)
{
	_cleanup_(deptree_free) struct deptree tree = tree_of(distributions);
	_cleanup_(text_free) struct text text = {0}, json = {0};

	deptreetext_add(&tree, "it", &text, &json);
	assert_string_equal(text_string(&text), wanted);
}

static void prints_trees(void **state)
{
	(void)state;
	assert_text("[]", "");
	assert_text("[{\"name\": \"a\", \"version\": \"1\", \"requiresDist\": [\"b\", \"c\"]},"
		    " {\"name\": \"b\", \"version\": \"1\", \"requiresDist\": [\"c>=1\"]},"
		    " {\"name\": \"c\", \"version\": \"1\", \"requiresDist\": [\"d\"]}]",
		"a==1\n"
		"├── b [required: Any, installed: 1]\n"
		"│   └── c [required: >=1, installed: 1]\n"
		"│       └── d [required: Any, installed: ?]\n"
		"└── c [required: Any, installed: 1] (*)\n");
}

/* When all are needed by another, all are roots. */
static void prints_circles(void **state)
{
	(void)state;
	assert_text("[{\"name\": \"a\", \"version\": \"1\", \"requiresDist\": [\"b\"]},"
		    " {\"name\": \"b\", \"version\": \"1\", \"requiresDist\": [\"a\"]}]",
		"a==1\n"
		"└── b [required: Any, installed: 1]\n"
		"    └── a [required: Any, installed: 1] (*)\n"
		"b==1\n"
		"└── a [required: Any, installed: 1]\n"
		"    └── b [required: Any, installed: 1] (*)\n");
}

static void prints_json(void **state)
{
	_cleanup_(deptree_free) struct deptree tree = tree_of(
		"[{\"name\": \"A\", \"version\": \"1\", \"requiresDist\": [\"b[x]\", \"c\"]},"
		" {\"name\": \"b\", \"version\": \"1\", \"requiresDist\": [\"c<2; extra == 'x'\"]},"
		" {\"name\": \"c\", \"version\": \"1\", \"requiresDist\": [\"d\"]}]");
	_cleanup_(text_free) struct text text = {0}, json = {0};
	json_error_t error;

	(void)state;
	deptreetext_add(&tree, "it", &text, &json);
	_cleanup_json_ json_t *got = json_loads(text_string(&json), 0, &error);
	_cleanup_json_ json_t *wanted = json_loads(
		"[{\"key\": \"a\", \"package_name\": \"A\", \"installed_version\": \"1\","
		"  \"required_version\": \"1\", \"dependencies\": ["
		"  {\"key\": \"b\", \"package_name\": \"b\", \"installed_version\": \"1\","
		"   \"required_version\": \"Any\", \"dependencies\": ["
		"   {\"key\": \"c\", \"package_name\": \"c\", \"installed_version\": \"1\","
		"    \"required_version\": \"<2\", \"extra\": \"x\", \"dependencies\": ["
		"    {\"key\": \"d\", \"package_name\": \"d\", \"installed_version\": \"?\","
		"     \"required_version\": \"Any\", \"dependencies\": []}]}]},"
		"  {\"key\": \"c\", \"package_name\": \"c\", \"installed_version\": \"1\","
		"   \"required_version\": \"Any\", \"dependencies\": [], \"repeated\": true}]}]",
		0, &error);

	assert_non_null(got);
	assert_true(json_equal(got, wanted));
	assert_non_null(strstr(text_string(&json),
		"[\n    {\n        \"key\": \"a\",\n        \"package_name\": \"A\",\n"));
	assert_true(ends_with(text_string(&json),
		"                \"dependencies\": [],\n                \"repeated\": true\n"
		"            }\n        ]\n    }\n]\n"));
}

static void refuses_what_is_too_deep(void **state)
{
	_cleanup_(text_free) struct text chain = {0}, text = {0}, json = {0};

	(void)state;
	for (int i = 0; i <= DEPTREETEXT_DEPTH; i++)
		text_printf(&chain,
			"%s{\"name\": \"d%d\", \"version\": \"1\", \"requiresDist\": [\"d%d\"]}",
			i ? "," : "[", i, i + 1);
	text_add_char(&chain, ']');
	_cleanup_(deptree_free) struct deptree tree = tree_of(text_string(&chain));

	assert_dies(EXIT_NO, "it: the tree of dependencies is deeper than 1000",
		deptreetext_add(&tree, "it", &text, &json));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_trees),
		cmocka_unit_test(prints_circles),
		cmocka_unit_test(prints_json),
		cmocka_unit_test(refuses_what_is_too_deep),
	};
	return run_unit(tests);
}
