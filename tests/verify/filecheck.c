/* SPDX-License-Identifier: MIT */
/* filecheck: RECORDs, files that several have, .pyc files. */
#include "unit.h"

#include "verify/filecheck.h"

#include "verify/wheelcheck.h"
#include "verifying.h"

#define RECORD(files, missing, changed, unchecked)                                \
	"'record':{'files':" files ",'missing':[" missing "],'changed':[" changed \
	"],'unchecked':[" unchecked "]}"

static void records_that_hold(void **state)
{
	_cleanup_verifying_ struct verifying good = {0};

	(void)state;
	verifying_begin(&good, "{}",
		"{'distributions':[{'name':'a','version':'1'," RECORD("1000", "", "",
			"") "},"
			    "{'name':'b','version':'1'," RECORD("234", "", "", "") "}]}");
	check_records(&good.subject, NULL, &good.report);
	assert_said(&good, "ok 1,234 files are as their RECORD says, and no other file is there\n");
}

static void records_that_do_not(void **state)
{
	_cleanup_verifying_ struct verifying bad = {0};
	_cleanup_json_ json_t *flawed = json_of("{'b':'" FLAW_IS_NOTED "','c':'allowed'}");

	(void)state;
	verifying_begin(&bad, "{}",
		"{'unowned':['x'],'distributions':[{'name':'a','version':'1','record':null},"
		"{'name':'b','version':'1'," RECORD("1", "", "'p'",
			"'q'") "},"
			       "{'name':'c','version':'1'," RECORD("1", "'o'", "'p'", "'q'") "}]}");
	check_records(&bad.subject, flawed, &bad.report);
	assert_said(&bad, "FAIL [record/a] a: no RECORD\n"
			  "note [record/b] b: RECORD has no SHA-256 for q (" FLAW_IS_NOTED ")\n"
			  "FAIL [record/b] b: files differ from RECORD: p\n"
			  "note [record/c] c: RECORD has no SHA-256 for q (allowed)\n"
			  "FAIL [record/c] c: RECORD names files that are not there: o\n"
			  "note [record/c] c: files differ from RECORD: p (allowed)\n"
			  "FAIL [record/image] files that no distribution's RECORD has: x\n");
}

static void owned(void **state)
{
	_cleanup_verifying_ struct verifying verifying = {0};
	_cleanup_json_ json_t *decided =
		json_of("{'owned':[{'owner':'a 1','from':'b 2','path':'p','count':3,'rule':'p*=a'},"
			"{'owner':'a 1','from':'b 2','path':'q','count':1,'rule':'q=a'}],"
			"'unused':[{'rule':'x=y=z','why':'nobody has it'}]}");

	(void)state;
	verifying_begin(&verifying, "{}", "{}");
	check_owned(decided, "owned", &verifying.report);
	assert_said(&verifying,
		"note [owner/b/a] b 2: /p and 2 more: the file of a 1 is there instead "
		"(PYLOCK_OWNER.p* := a)\n"
		"note [owner/b/a] b 2: /q: the file of a 1 is there instead (PYLOCK_OWNER.q := a)\n"
		"note [owner/image/x=y=z] PYLOCK_OWNER.x=y := z decides nothing "
		"(nobody has it: take it out)\n");
}

static void shared(void **state)
{
	_cleanup_verifying_ struct verifying verifying = {0};

	(void)state;
	verifying_begin(&verifying, "{}",
		"{'distributions':[{'name':'a','version':'1','shared':[['n/__init__.py','B',true],"
		"['s.py','B',true],['o.py','B',false],['p.py','B',false]]}]}");
	check_shared(&verifying.subject, &verifying.report);
	assert_said(&verifying,
		"FAIL [claim/a/b] a and b both claim o.py and 1 more, with other bytes; leave one "
		"of them "
		"out (PYLOCK_EXCLUDE), or say whose it is (PYLOCK_OWNER.<path>)\n"
		"note [claim/image/same] several distributions claim s.py (with the same bytes)\n");
}

static void bytecode(void **state)
{
	_cleanup_verifying_ struct verifying good = {0}, bad = {0};
	_cleanup_json_ json_t *excused = json_of("['t.py']");
	static const char plan[] = "{'target':{'name':'t','arch':'a','python':'3.11',"
				   "'pythonFull':'3.11.2','pyc':['A','none','*','out']},"
				   "'excluded':['out'],"
				   "'packages':[{'name':'a','version':'1','pyc':true}]}";

	(void)state;
	verifying_begin(&good, "{'packages':[{'name':'a','version':'1','pyc':true}]}",
		"{'distributions':[{'name':'a','version':'1','record':{'uncompiled':['t.py']}}]}");
	check_bytecode(&good.subject, excused, &good.report);
	assert_said(&good, "ok the .pyc files of 1 distribution are there; 1 .py file without, not "
			   "being Python 3.11\n");
	verifying_begin(&bad, plan,
		"{'distributions':[{'name':'a','version':'1','record':{'uncompiled':['m.py']}}]}");
	check_bytecode(&bad.subject, NULL, &bad.report);
	assert_said(&bad,
		"FAIL [pyc/none] PYLOCK_PYC names none, which is not in the lock\n"
		"FAIL [pyc/a] a: 1 .py file without the .pyc that PYLOCK_PYC promises: m.py\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_that_hold),
		cmocka_unit_test(records_that_do_not),
		cmocka_unit_test(owned),
		cmocka_unit_test(shared),
		cmocka_unit_test(bytecode),
	};
	return run_unit(tests);
}
