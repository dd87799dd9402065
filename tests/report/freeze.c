/* SPDX-License-Identifier: MIT */
/* freeze: distributions as `pip freeze` of pip 25 prints them. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "report/freeze.h"

static const struct target old = {.python_major = 3, .python_minor = 11, .arch = "x86_64"};
static const struct target newer = {.python_major = 3, .python_minor = 12, .arch = "x86_64"};

static struct deptree sample(void)
{
	struct deptree tree = {0};
	_cleanup_json_ json_t *json = json_pack("[]");

	for (const char *const *name = (const char *const[]){"zeta", "01.0", "Beta_b", "2004d",
		     "alpha", "1.0-ALPHA.1", "pip", "1", "setuptools", "80", "wheel", "1", NULL};
		*name; name += 2)
		json_array_append_new(json, json_pack("{s:s, s:s, s:[]}", "name", name[0],
						    "version", name[1], "requiresDist"));
	deptree_add(&tree, json, &old, "it");
	deptree_connect(&tree);
	return tree;
}

static void leaves_out_what_pip_does(void **state)
{
	_cleanup_(deptree_free) struct deptree tree = sample();
	_cleanup_(text_free) struct text before = freeze_all(&tree, &old);
	_cleanup_(text_free) struct text since = freeze_all(&tree, &newer);

	(void)state;
	assert_string_equal(text_string(&before), "alpha==1.0a1\nBeta_b===2004d\nzeta==1.0\n");
	assert_string_equal(text_string(&since),
		"alpha==1.0a1\nBeta_b===2004d\nsetuptools==80\nwheel==1\nzeta==1.0\n");
}

static void shows_those_that_are_named(void **state)
{
	_cleanup_(deptree_free) struct deptree tree = sample();
	char names[] = "zeta\nnobody\nbeta-b\n";
	_cleanup_(text_free) struct text text = freeze_named(&tree, names);

	(void)state;
	assert_string_equal(text_string(&text), "Beta_b===2004d\nzeta==1.0\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaves_out_what_pip_does),
		cmocka_unit_test(shows_those_that_are_named),
	};
	return run_unit(tests);
}
