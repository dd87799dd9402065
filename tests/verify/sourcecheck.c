/* SPDX-License-Identifier: MIT */
/* sourcecheck: what sources found, judged. */
#include "unit.h"

#include "verify/sourcecheck.h"

#include "verifying.h"

#define OWN "{'startup':{'standard':['typing','zlib']}}"

static void judges_for(const char *evidence, const char *sources, const char *wanted)
{
	_cleanup_verifying_ struct verifying verifying = {0};
	_cleanup_json_ json_t *json = json_of(sources);

	verifying_begin(&verifying, "{}", evidence);
	check_sources(&verifying.subject, json, "sources", &verifying.report);
	assert_said(&verifying, wanted);
}

static void judges(const char *sources, const char *wanted)
{
	judges_for(OWN, sources, wanted);
}

static void passes(void **state)
{
	(void)state;
	judges("{'python':'3.11','wheels':{'gone':null,'b':{'files':7,'declared':true,'syntax':[],"
	       "'tops':['b'],'entryPoints':[]},'a':{'files':2,'declared':false,"
	       "'syntax':[],'tops':[],'entryPoints':[['g','p',' b.c:f ','elsewhere'],"
	       "['g','q','x',null]]}}}",
		"ok not looked at, as their wheels are no longer in the store: gone\n"
		"ok 2 source files parse as Python 3.11 (1 distribution is declared for it and not "
		"parsed); 2 entry points lead somewhere; no name hides one of Python's own\n");
}

static void finds(void **state)
{
	(void)state;
	judges("{'python':'3.11','wheels':{'a':{'files':2,'declared':false,"
	       "'syntax':[['x.py',3,'bad'],['y.py',null,'worse']],'tops':['typing'],"
	       "'entryPoints':[['g','p','b.c:f','elsewhere'],['g','q','a:x','a has no x']]}}}",
		"FAIL [syntax/a/x.py] a: x.py:3: bad (Python 3.11)\n"
		"FAIL [syntax/a/y.py] a: y.py:None: worse (Python 3.11)\n"
		"FAIL [standard/a/typing] a installs typing, which is a module of Python's own: "
		"one of "
		"the two is never imported\n"
		"FAIL [entry/a/p] a: the entry point p (g) is b.c:f: there is no module b\n"
		"FAIL [entry/a/q] a: the entry point q (g) is a:x: a has no x\n");
}

/* What another Python than the image's says of the syntax is no finding. */
static void is_not_judged_by_another_python(void **state)
{
	(void)state;
	judges("{'python':'3.9','wheels':{'a':{'files':2,'declared':false,"
	       "'syntax':[['x.py',3,'bad']],'tops':['zlib'],'entryPoints':[]}}}",
		"note [syntax/image] syntax is not checked for Python 3.11; as Python 3.9, not all "
		"files parse of a (no Python 3.11 runs here)\n"
		"FAIL [standard/a/zlib] a installs zlib, which is a module of Python's own: one of "
		"the two is never imported\n");
	judges("{'python':'3.13','wheels':{'a':{'files':2,'declared':false,"
	       "'syntax':[],'tops':[],'entryPoints':[['g','q','x',null]]}}}",
		"ok 1 entry point lead somewhere; no name hides one of Python's own\n"
		"note [syntax/image] syntax is not checked for Python 3.11; as Python 3.13, all "
		"files parse (no Python 3.11 runs here)\n");
}

/* Without the library of the image's Python nothing is said of names. */
static void names_need_the_images_library(void **state)
{
	static const char sources[] = "{'python':'3.11','wheels':{'a':{'files':1,'declared':false,"
				      "'syntax':[],'tops':['typing'],'entryPoints':[]}}}";
	static const char said[] = "ok 1 source file parse as Python 3.11 (0 distributions are "
				   "declared for it and not parsed); 0 entry points lead "
				   "somewhere\n";

	(void)state;
	judges_for("{}", sources, said);
	judges_for("{'startup':{'standard':null}}", sources, said);
	judges_for("{'startup':{'standard':['imp']}}", sources,
		"ok 1 source file parse as Python 3.11 (0 distributions are declared for it and "
		"not parsed); 0 entry points lead somewhere; no name hides one of Python's own\n");
}

static void extras_are_notes(void **state)
{
	static const char evidence[] =
		"{'distributions':[{'name':'A','version':'1','requiresPython':null,'requiresDist':["
		"'uvicorn; extra == \\'server\\'','here','py-other>1; extra==\\'x\\''],"
		"'record':null},{'name':'here','version':'1','requiresPython':null,"
		"'requiresDist':[],'record':null}]}";

	(void)state;
	judges_for(evidence,
		"{'python':'3.11','wheels':{'a':{'files':1,'declared':true,'syntax':[],'tops':[],"
		"'entryPoints':[['g','p','uvicorn.main:run','elsewhere'],"
		"['g','q','gone:x "
		"[server]','elsewhere'],['g','r','other:x','elsewhere'],['g','t','gone:x','"
		"elsewhere']]},"
		"'here':{'files':1,'declared':true,'syntax':[],'tops':[],"
		"'entryPoints':[['g','s','gone:x','elsewhere']]}}}",
		"note [entry/a/p] a: the entry point p (g) is uvicorn.main:run: there is no module "
		"uvicorn (an extra of a brings uvicorn, which is not installed)\n"
		"note [entry/a/q] a: the entry point q (g) is gone:x [server]: there is no module "
		"gone (it needs the extra server, which is not installed)\n"
		"note [entry/a/r] a: the entry point r (g) is other:x: there is no module other "
		"(an extra of a brings py-other, which is not installed)\n"
		"FAIL [entry/a/t] a: the entry point t (g) is gone:x: there is no module gone\n"
		"FAIL [entry/here/s] here: the entry point s (g) is gone:x: there is no module "
		"gone\n");
}

static void refuses(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "sources: .python: missing", judges("{}", ""));
	assert_dies(EXIT_NO, "sources: .wheels: not an object",
		judges("{'python':'3','wheels':1}", ""));
	assert_dies(EXIT_NO, "sources: .syntax: missing",
		judges("{'python':'3.11','wheels':{'a':{'files':1}}}", ""));
	assert_dies(EXIT_NO, "a path in .syntax: not a string",
		judges("{'python':'3.11','wheels':{'a':{'syntax':[1],'tops':[]}}}", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(passes), cmocka_unit_test(finds),
		cmocka_unit_test(is_not_judged_by_another_python),
		cmocka_unit_test(names_need_the_images_library), cmocka_unit_test(extras_are_notes),
		cmocka_unit_test(refuses)};

	return run_unit(tests);
}
