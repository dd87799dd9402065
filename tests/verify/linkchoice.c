/* SPDX-License-Identifier: MIT */
/* linkchoice: objects that need not be loaded. */
#include "unit.h"

#include "verify/linkchoice.h"

#include "linking.h"

#define ONE "{'distribution':'a','one':{'six':['*6.so'],'five':['*5.so']},'why':'w','source':'s'}"
#define EACH "{'distribution':'a','one':{'any':['*.so']},'each':true,'why':'w','source':'s'}"
#define OPTIONAL "{'distribution':'a','optional':['*5.so'],'why':'w','source':'s'}"

static void says(const char *objects, const char *opened, size_t chosen, const char *wanted)
{
	_cleanup_linking_ struct linking linking = {0};

	linking_begin(&linking, objects, "{}", opened);
	_cleanup_json_ json_t *choices = linkage_choose(&linking.linkage);

	report_choices(&linking.linkage, choices);
	assert_int_equal(json_array_size(choices), chosen);
	assert_said(&linking.verifying, wanted);
}

#define SIX(needed) OBJECT("a", "x/lib6.so", needed, "")
#define FIVE(needed) OBJECT("a", "x/lib5.so", needed, "")

static void one_of_several(void **state)
{
	(void)state;
	says(SIX("'gone':null") "," FIVE(""), "[" ONE "]", 1,
		"ok a loads five: w\n"
		"note [choice/a/one] a: lib6.so cannot be loaded, without gone, and need not be "
		"(w [s])\n");
	says(SIX("") "," FIVE(""), "[" ONE "]", 0, "ok a loads six: w\n");
	says(SIX("'gone':null") "," FIVE("'too':null"), "[" ONE "]", 0,
		"FAIL [library/a/one] a can load none of five, six, and needs one: w [s]; no "
		"package that is known has gone, too\n");
	says(SIX("'gone':null") "," FIVE("'libdeb.so.1':null"), "[" ONE "]", 0,
		"FAIL [library/a/one] a can load none of five, six, and needs one: w [s]; add "
		"PYLOCK_APT += libdeb1\n");
	says(OBJECT("b", "x/lib6.so", "'gone':null", "") "," FIVE(""), "[" ONE "]", 0,
		"ok a loads five: w\n");
}

static void each(void **state)
{
	(void)state;
	says(SIX("'gone':null") "," FIVE(""), "[" EACH "]", 1,
		"note [choice/a/one] a: lib6.so cannot be loaded, without gone, and need not be "
		"(w [s])\n");
	says(SIX("'gone':null") "," FIVE("'too':null"), "[" EACH "]", 0,
		"FAIL [library/a/one] a can load none of x/lib5.so, x/lib6.so, and needs one: w "
		"[s]; no package that is known has gone, too\n");
}

static void optional(void **state)
{
	(void)state;
	says(SIX("'gone':null") "," FIVE("'too':null"), "[" OPTIONAL "]", 1,
		"note [choice/a/optional] a: lib5.so cannot be loaded, without too, and need not "
		"be "
		"(w [s])\n");
	says(FIVE(""), "[" OPTIONAL "]", 0, "");
}

static void several_rows(void **state)
{
	(void)state;
	says(SIX("'gone':null") "," FIVE("") "," OBJECT("a", "x/o5.so", "'too':null", ""),
		"[{'distribution':'a','one':{'six':['*lib6.so'],'five':['*lib5.so']},'why':'w',"
		"'source':'s'}," OPTIONAL "]",
		2,
		"ok a loads five: w\n"
		"note [choice/a/one] a: lib6.so cannot be loaded, without gone, and need not be "
		"(w [s])\n"
		"note [choice/a/optional] a: o5.so cannot be loaded, without too, and need not be "
		"(w [s])\n");
}

static void refuses(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "opened.json: .distribution: missing", says("", "[{}]", 0, ""));
	assert_dies(EXIT_NO, "opened.json: .one: not an object",
		says("", "[{'distribution':'a','one':1}]", 0, ""));
	assert_dies(EXIT_NO, "opened.json: a pattern: not a string",
		says(FIVE(""), "[{'distribution':'a','optional':[1]}]", 0, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_of_several),
		cmocka_unit_test(each),
		cmocka_unit_test(optional),
		cmocka_unit_test(several_rows),
		cmocka_unit_test(refuses),
	};
	return run_unit(tests);
}
