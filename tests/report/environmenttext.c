/* SPDX-License-Identifier: MIT */
/* environmenttext: the lines, and which member is missing. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "report/environmenttext.h"

static json_t *sample_plan(void)
{
	return json_pack("{s:{s:s, s:s, s:s}, s:[{}, {}], s:[s, s]}", "target", "name", "here",
		"arch", "x86_64", "prefix", "/opt/venv", "packages", "excluded", "a", "b");
}

static json_t *sample_facts(void)
{
	return json_pack("{s:{}, s:{}, s:s, s:[{s:s}, {s:s}, {s:s}]}", "release", "libc",
		"manifest", "sha256:0", "cuda", "version", "12.9", "version", "11", "version",
		"12.9");
}

static struct text lines(json_t *plan, json_t *facts)
{
	_cleanup_json_ json_t *python =
		json_pack("{s:s, s:s}", "version", "3.11.2", "path", "/usr/bin/python3");
	const struct environment environment = {
		plan, facts, python, "plan.json", "facts.json", "python.json"};
	const struct deptree tree = {0};
	_cleanup_(stringlist_free) struct stringlist given = {0};

	stringlist_add(&given, xstrdup("name=x"));
	stringlist_add(&given, xstrdup("wanted=a=b"));
	return environment_text(&environment, &tree, &given);
}

static void writes_what_is_known(void **state)
{
	_cleanup_json_ json_t *plan = sample_plan(), *facts = sample_facts();
	_cleanup_(text_free) struct text text = lines(plan, facts);

	(void)state;
	assert_string_equal(text_string(&text),
		"name: x\ntarget: here\narchitecture: x86_64\nbase: unknown\n"
		"base manifest: sha256:0\nC library: unknown\n"
		"Python: 3.11.2 (/usr/bin/python3)\nvirtual environment: /opt/venv\n"
		"packages: 2\npackages left out: a b\nCUDA of the base: 11, 12.9\n"
		"wanted: a=b\nCUDA available: unknown: only the device can tell\n");
}

static void names_the_base(void **state)
{
	_cleanup_json_ json_t *plan = sample_plan(), *facts = sample_facts();

	(void)state;
	json_object_set_new(facts, "release", json_pack("{s:s}", "PRETTY_NAME", "Made-up 1"));
	json_object_set_new(facts, "libc", json_pack("{s:s}", "musl", "1.2"));
	json_object_set_new(facts, "cuda", json_array());
	json_object_set_new(plan, "excluded", json_array());
	_cleanup_(text_free) struct text text = lines(plan, facts);

	assert_non_null(strstr(text_string(&text), "base: Made-up 1\n"));
	assert_non_null(strstr(text_string(&text), "C library: musl 1.2\n"));
	assert_non_null(strstr(text_string(&text), "packages: 2\nCUDA of the base: none\n"));
}

static void says_what_is_missing(void **state)
{
	_cleanup_json_ json_t *plan = sample_plan(), *facts = sample_facts();

	(void)state;
	json_object_del(facts, "manifest");
	assert_dies(EXIT_NO, "facts.json: .manifest: missing", lines(plan, facts));
	json_object_set_new(plan, "packages", json_integer(5));
	json_object_set_new(facts, "manifest", json_string("x"));
	assert_dies(EXIT_NO, "plan.json: .packages: not an array", lines(plan, facts));
	json_object_set_new(plan, "packages", json_array());
	json_array_append_new(json_object_get(plan, "excluded"), json_integer(5));
	assert_dies(EXIT_NO, "plan.json: .excluded[2]: not a string", lines(plan, facts));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_what_is_known),
		cmocka_unit_test(names_the_base),
		cmocka_unit_test(says_what_is_missing),
	};
	return run_unit(tests);
}
