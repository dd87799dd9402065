/* SPDX-License-Identifier: MIT */
/* imagecheck: the configuration of an image. */
#include "unit.h"

#include "verify/imagecheck.h"

#include "verifying.h"

static void labels(void **state)
{
	_cleanup_verifying_ struct verifying same = {0}, other = {0};

	(void)state;
	verifying_begin(
		&same, "{}", "{'config':{'config':{'Labels':{'mk.pylock.lock':'sha256:a'}}}}");
	check_label(&same.subject, "a", &same.report);
	assert_said(&same, "ok the image is of this lock\n");
	verifying_begin(&other, "{}", "{'config':{'config':{'Labels':null}}}");
	check_label(&other.subject, "a", &other.report);
	assert_said(&other,
		"FAIL [label/image] the image's label mk.pylock.lock is not the hash of "
		"the lock: the image is of another lock\n");
}

static void startup(void **state)
{
	_cleanup_verifying_ struct verifying good = {0}, bad = {0};

	(void)state;
	verifying_begin(&good, "{}",
		"{'config':{'config':{'User':'app:100'}},'startup':{'programs':[{'of':'Cmd',"
		"'program':'serve'}],'users':['app'],'groups':[]}}");
	check_startup(&good.subject, &good.report);
	assert_said(&good, "ok what is started is there: serve\n");
	verifying_begin(&bad, "{}",
		"{'config':{'config':{'User':'me:us'}},'startup':{'programs':[{'of':'Cmd',"
		"'program':'serve','path':'/bin/serve','problem':'is gone'}],"
		"'users':['app'],'groups':[]}}");
	check_startup(&bad.subject, &bad.report);
	assert_said(&bad, "FAIL [start/image/Cmd] Cmd of the image: serve (/bin/serve): is gone\n"
			  "FAIL [start/image/User] User of the image: there is no user me in it; "
			  "write a number in "
			  "PYLOCK_USER, or PYLOCK_USERS\n"
			  "FAIL [start/image/User] User of the image: there is no group us in it; "
			  "write a number "
			  "in PYLOCK_USER, or PYLOCK_USERS\n");
}

static void environment(void **state)
{
	_cleanup_verifying_ struct verifying bad = {0};

	(void)state;
	verifying_begin(&bad, "{}",
		"{'config':{'config':{'Env':['PYTHONHOME=/x']}},'startup':{'shadows':["
		"{'directory':'/o','module':'m'},{'directory':'/"
		"o','module':'n','distribution':'d'}]}}");
	check_environment(&bad.subject, &bad.report);
	assert_said(&bad, "FAIL [environment/image/PYTHONHOME] PYTHONHOME is /x in the image: with "
			  "it Python does "
			  "not find the virtual environment; write PYLOCK_ENV_UNSET += PYTHONHOME\n"
			  "FAIL [environment/image/PYTHONPATH] PYTHONPATH leads to /o first, which "
			  "has its own d, "
			  "m: these are imported in place of the lock's; write PYLOCK_ENV_UNSET += "
			  "PYTHONPATH\n");
}

static size_t gpu_errors(const char *evidence)
{
	_cleanup_verifying_ struct verifying verifying = {0};

	verifying_begin(&verifying, "{}", evidence);
	check_gpu_request(&verifying.subject, &verifying.report);
	return verifying.report.errors;
}

static void gpu(void **state)
{
	(void)state;
	assert_int_equal(gpu_errors("{}"), 2);
	assert_int_equal(gpu_errors("{'config':{'config':{'Env':['NVIDIA_VISIBLE_DEVICES=all',"
				    "'NVIDIA_DRIVER_CAPABILITIES=video,all']}}}"),
		0);
	assert_int_equal(gpu_errors("{'config':{'config':{'Env':['NVIDIA_VISIBLE_DEVICES=none',"
				    "'NVIDIA_DRIVER_CAPABILITIES=utility,compute']}}}"),
		1);
	assert_int_equal(gpu_errors("{'config':{'config':{'Env':['NVIDIA_VISIBLE_DEVICES=0',"
				    "'NVIDIA_DRIVER_CAPABILITIES=computer,utility']}}}"),
		1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(labels),
		cmocka_unit_test(startup),
		cmocka_unit_test(environment),
		cmocka_unit_test(gpu),
	};
	return run_unit(tests);
}
