/* SPDX-License-Identifier: MIT */
/* subject: a plan and evidence, read. */
#include "unit.h"

#include "verifying.h"

static void reads(void **state)
{
	_cleanup_verifying_ struct verifying verifying = {0};
	const struct subject *subject = &verifying.subject;

	(void)state;
	verifying_begin(&verifying, "{'excluded':['out'],'packages':[{'name':'a','version':'1'}]}",
		"{'config':{'config':{'Env':['A=1','B=x=y','A=2','AB=3','C'],'User':'me'}},"
		"'distributions':[{'name':'My.Name','version':'1'},{'name':'base','version':'1',"
		"'base':true},{'name':null,'version':'1','path':'x.dist-info'}],"
		"'elf':[{'path':'p','machine':'m','distribution':'My.Name'},"
		"{'path':'q','machine':'m','distribution':''}]}");
	assert_said(&verifying,
		"FAIL [metadata/image] x.dist-info: METADATA names no distribution and version\n");
	assert_int_equal(json_array_size(subject->distributions), 2);
	assert_int_equal(json_object_size(subject->installed), 1);
	assert_non_null(json_object_get(subject->installed, "my-name"));
	assert_string_equal(elf_owner(json_array_get(subject->elf, 0)), "my-name");
	assert_null(elf_owner(json_array_get(subject->elf, 1)));
	assert_string_equal(subject_variable(subject, "A"), "2");
	assert_string_equal(subject_variable(subject, "B"), "x=y");
	assert_null(subject_variable(subject, "C"));
	assert_string_equal(json_string_value(subject_config(subject, "User")), "me");
	assert_true(subject_excludes(subject, "out"));
	assert_false(subject_excludes(subject, "a"));
	assert_int_equal(subject->target.python_micro, 2);
	assert_int_equal(json_array_size(subject->packages), 1);
}

static void begin(const char *plan, const char *evidence)
{
	struct verifying verifying = {0};

	verifying_begin(&verifying, plan, evidence);
	subject_variable(&verifying.subject, "A");
}

static void refuses(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, ".target: not an object", begin("{'target':[]}", "{}"));
	assert_dies(EXIT_NO, ".arch: missing", begin("{'target':{'name':'t'}}", "{}"));
	assert_dies(EXIT_NO, "'x' is not a version",
		begin("{'target':{'name':'t','arch':'a','pythonFull':'x'}}", "{}"));
	assert_dies(EXIT_NO, ".excluded: not an array", begin("{'excluded':1}", "{}"));
	assert_dies(
		EXIT_NO, "an element of .packages: not an object", begin("{'packages':[1]}", "{}"));
	assert_dies(EXIT_NO, ".version: missing", begin("{'packages':[{'name':'a'}]}", "{}"));
	assert_dies(EXIT_NO, ".distributions: not an array", begin("{}", "{'distributions':{}}"));
	assert_dies(EXIT_NO, "an element of .elf: not an object", begin("{}", "{'elf':['x']}"));
	assert_dies(EXIT_NO, ".machine: missing", begin("{}", "{'elf':[{'path':'x'}]}"));
	assert_dies(EXIT_NO, ".config: not an object", begin("{}", "{'config':1}"));
	assert_dies(EXIT_NO, "Env: not an array", begin("{}", "{'config':{'config':{'Env':1}}}"));
	assert_dies(EXIT_NO, "Env: not a string", begin("{}", "{'config':{'config':{'Env':[1]}}}"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(reads), cmocka_unit_test(refuses)};

	return run_unit(tests);
}
