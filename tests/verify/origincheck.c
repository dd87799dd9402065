/* SPDX-License-Identifier: MIT */
/* origincheck: what is said of files that are not the wheels', and of a base that is another. */
#include "unit.h"

#include "lib/digest.h"
#include "verify/origincheck.h"

#include "verifying.h"

#define WHEEL "'name':'a','filename':'a.whl','sha256':'1','files':3"

static void assert_origins(const char *evidence, const char *wanted)
{
	_cleanup_verifying_ struct verifying verifying = {0};

	verifying_begin(&verifying, "{}", evidence);
	check_origins(&verifying.subject, &verifying.report);
	assert_said(&verifying, wanted);
}

static void wheels(void **state)
{
	(void)state;
	assert_origins("{}", "");
	assert_origins("{'origins':{'wheels':[{" WHEEL
		       ",'changed':[],'missing':[]}],'bytecode':0,'unexplained':[]}}",
		"ok 3 files are as in the 1 wheel that the lock names\n");
	assert_origins("{'origins':{'wheels':[{" WHEEL
		       ",'changed':[],'missing':[]}],'bytecode':2,'unexplained':[]}}",
		"ok 3 files are as in the 1 wheel that the lock names; 2 .pyc files, which no "
		"wheel has, were not compared (FULL=1 makes them again)\n");
	assert_origins("{'origins':{'wheels':[{" WHEEL ",'changed':['x','y'],'missing':['z']}],"
		       "'bytecode':0,'unexplained':['etc/passwd']}}",
		"FAIL [origin/a] a: files are not those of its wheel: x, y\n"
		"FAIL [origin/a] a: files of its wheel are not there: z\n"
		"FAIL [origin/image] neither a wheel of the lock nor the project has what layers "
		"do to etc/passwd\n");
	assert_origins("{'origins':{'wheels':[{'filename':'a.whl','sha256':'1','absent':true}],"
		       "'bytecode':0,'unexplained':['a.py']}}",
		"ok 0 files are as in the 0 wheels that the lock names\n"
		"note [origin/image/absent] the store does not have these wheels, with which files "
		"were not compared: a.whl (`make fetch` brings them)\n");
}

/* Layers that are believed: said, and nothing about wheels where there are none besides. */
static void known(void **state)
{
	(void)state;
	assert_origins("{'origins':{'wheels':[],'bytecode':0,'unexplained':[],'known':2}}",
		"ok 2 layers of wheels: as the lock of layers has them, and not compared "
		"(PYLOCK_BYTES := all makes them again)\n");
	assert_origins("{'origins':{'wheels':[{" WHEEL
		       ",'changed':[],'missing':[]}],'bytecode':0,'unexplained':[],'known':1}}",
		"ok 1 layer of wheels: as the lock of layers has it, and not compared "
		"(PYLOCK_BYTES := all makes them again)\n"
		"ok 3 files are as in the 1 wheel that the lock names\n");
	assert_origins("{'origins':{'wheels':[],'bytecode':0,'unexplained':['x'],'known':1}}",
		"FAIL [origin/image] neither a wheel of the lock nor the project has what layers "
		"do to x\n");
}

static void diff_ids(void **state)
{
	_cleanup_verifying_ struct verifying verifying = {0};

	(void)state;
	verifying_begin(&verifying, "{}",
		"{'layers':[{'digest':'sha256:a','diffIDVerified':true},"
		"{'digest':'sha256:b','diffIDVerified':false}]}");
	check_diff_ids(&verifying.subject, &verifying.report);
	assert_said(&verifying, "FAIL [layer/image] layer 1, sha256:b, does not unpack to what the "
				"configuration says\n");
}

static void base(void **state)
{
	static const char text[] = "{\"layers\":[{\"digest\":\"sha256:a\"}]}";
	_cleanup_verifying_ struct verifying same = {0}, other = {0}, none = {0};
	const struct digest digest = sha256_of(text, strlen(text));

	(void)state;
	verifying_begin(&same, "{}", "{'layers':[{'digest':'sha256:a'},{'digest':'sha256:b'}]}");
	const char *manifest = scratch_write(&same.scratch, "base", text);

	check_base(&same.subject, manifest, digest.hex, &same.report);
	check_base(&same.subject, manifest, NULL, &same.report);
	check_base(&same.subject, manifest, "0", &same.report);
	_cleanup_free_ char *wanted =
		xprintf("ok the image stands on the 1 layer of its base, which the lock names\n"
			"ok the image stands on the 1 layer of its base\n"
			"FAIL [base/image] the base is sha256:%s, and its lock names sha256:0\n",
			digest.hex);

	assert_said(&same, wanted);
	verifying_begin(&other, "{}", "{'layers':[{'digest':'sha256:b'}]}");
	check_base(&other.subject, manifest, NULL, &other.report);
	assert_said(&other, "FAIL [base/image] layer 0 of the image is not the base's, sha256:a\n");
	verifying_begin(&none, "{}", "{'layers':[]}");
	check_base(&none.subject, manifest, NULL, &none.report);
	assert_said(&none, "FAIL [base/image] layer 0 of the image is not the base's, sha256:a\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wheels),
		cmocka_unit_test(known),
		cmocka_unit_test(diff_ids),
		cmocka_unit_test(base),
	};

	return run_unit(tests);
}
