/* SPDX-License-Identifier: MIT */
/* sourcecheck: what sources.py found, judged. */
#include "unit.h"

#include "verify/sourcecheck.h"

#include "verifying.h"

static void judges(const char *sources, const char *wanted)
{
	_cleanup_verifying_ struct verifying verifying = {0};
	_cleanup_json_ json_t *json = json_of(sources);

	verifying_begin(&verifying, "{}", "{}");
	check_sources(json, "sources", &verifying.report);
	assert_said(&verifying, wanted);
}

static void passes(void **state)
{
	(void)state;
	judges("{'python':'3.11','wheels':{'gone':null,'b':{'files':7,'declared':true,'syntax':[],"
	       "'standard':[],'tops':['b'],'entryPoints':[]},'a':{'files':2,'declared':false,"
	       "'syntax':[],'standard':[],'tops':[],'entryPoints':[['g','p',' b.c:f ','elsewhere'],"
	       "['g','q','x',null]]}}}",
		"ok not looked at, as their wheels are no longer in the store: gone\n"
		"ok 2 source files parse as Python 3.11 (1 distribution is declared for it and not "
		"parsed); 2 entry points lead somewhere; no name hides one of Python's own\n");
}

static void finds(void **state)
{
	(void)state;
	judges("{'python':'3.11','wheels':{'a':{'files':2,'declared':false,"
	       "'syntax':[['x.py',3,'bad'],['y.py',null,'worse']],'standard':['typing'],'tops':[],"
	       "'entryPoints':[['g','p','b.c:f','elsewhere'],['g','q','a:x','a has no x']]}}}",
		"FAIL [syntax/a/x.py] a: x.py:3: bad (Python 3.11)\n"
		"FAIL [syntax/a/y.py] a: y.py:None: worse (Python 3.11)\n"
		"FAIL [standard/a/typing] a installs typing, which is a module of Python's own: "
		"one of "
		"the two is never imported\n"
		"FAIL [entry/a/p] a: the entry point p (g) is b.c:f: there is no module b\n"
		"FAIL [entry/a/q] a: the entry point q (g) is a:x: a has no x\n");
}

static void refuses(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "sources: .python: missing", judges("{}", ""));
	assert_dies(EXIT_NO, "sources: .wheels: not an object",
		judges("{'python':'3','wheels':1}", ""));
	assert_dies(EXIT_NO, "sources: .syntax: missing",
		judges("{'python':'3','wheels':{'a':{'files':1}}}", ""));
	assert_dies(EXIT_NO, "a path in .syntax: not a string",
		judges("{'python':'3','wheels':{'a':{'syntax':[1]}}}", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes), cmocka_unit_test(finds), cmocka_unit_test(refuses)};

	return run_unit(tests);
}
