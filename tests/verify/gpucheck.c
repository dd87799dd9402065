/* SPDX-License-Identifier: MIT */
/* gpucheck: the CUDA code of packages, and CUDA builds. */
#include "unit.h"

#include "verify/gpucheck.h"

#include "verify/nameset.h"
#include "verifying.h"

#define CUDA(sass) "'cuda':{'sass':[" sass "],'ptx':[],'relocatableSass':[],'relocatablePtx':[]}"
#define FILE_OF(owner, path, more) \
	"{'machine':'m','distribution':'" owner "','path':'" path "'" more "}"
#define RULE "[machine code of the very architecture; CUDA C++ Programming Guide; certain]"

static void numbers(void **state)
{
	(void)state;
	assert_int_equal(gpu_of("8.7"), 87);
	assert_int_equal(gpu_of("12.0"), 120);
	assert_int_equal(gpu_of("9"), 90);
	assert_int_equal(gpu_of("x"), 0);
	assert_int_equal(gpu_of("8.75"), 0);
	assert_int_equal(gpu_of(""), 0);
}

static void code(void **state)
{
	_cleanup_verifying_ struct verifying verifying = {0}, none = {0};
	_cleanup_(stringlist_free) struct stringlist capabilities = {0}, no_gpus = {0};

	(void)state;
	stringlist_add(&capabilities, xstrdup("8.0"));
	verifying_begin(&verifying, "{}",
		"{'elf':[" FILE_OF("b", "b.so", "," CUDA("80")) "," FILE_OF(
			"a", "a.so", "," CUDA("80")) "," FILE_OF("c", "c.so",
			"," CUDA("90")) "," FILE_OF("c", "d.so", "," CUDA("80,90")) "]}");
	check_gpu_code(&verifying.subject, &no_gpus, &verifying.report);
	check_gpu_code(&verifying.subject, &capabilities, &verifying.report);
	assert_said(&verifying,
		"ok CUDA code, whereas the target names no GPU (PYLOCK_CUDA_ARCHS): a 80; b 80; c "
		"80 90\n"
		"ok on 8.0 runs: code for sm_80 " RULE ": a b\n"
		"FAIL [cuda/c/8.0] c: no code for 8.0 (it has SASS 90) [machine code runs within "
		"its "
		"major capability, PTX on equal or higher ones; CUDA C++ Programming Guide; "
		"documented]; "
		"so 1 of its 2 files with CUDA code; take a c that was built for 8.0\n");
	json_t *files = json_object_get(verifying.report.details, "gpu");

	assert_int_equal(json_object_size(files), 4);
	assert_string_equal(
		json_string_value(json_object_get(
			json_object_get(json_object_get(files, "c.so"), "8.0"), "word")),
		"none");
	verifying_begin(&none, "{}", "{'elf':[" FILE_OF("a", "a.so", "") "]}");
	check_gpu_code(&none.subject, &capabilities, &none.report);
	assert_said(&none, "ok no package has CUDA code\n");
}

/* What is said of the distribution `a` of VERSION with one ELF file. */
static void build(const char *version, const char *more, const char *cuda, const char *wanted)
{
	_cleanup_verifying_ struct verifying verifying = {0};
	_cleanup_json_ json_t *names = json_of("{'a':true,'gone':true}");
	_cleanup_free_ char *evidence = xprintf("{'distributions':[{'name':'a','version':'%s'}],'"
						"elf':[{'machine':'m','path':'a.so',"
						"'distribution':'a'%s}]}",
		version, more);

	verifying_begin(&verifying, "{}", evidence);
	check_gpu_builds(&verifying.subject, names, cuda, &verifying.report);
	assert_said(&verifying, wanted);
}

static void builds(void **state)
{
	(void)state;
	build("1", ",'needed':{'libcudart.so.12':null}", "12.9", "ok built for CUDA 12: a\n");
	build("1", ",'needed':{'libcudart-0123abcd.so.11.8.89':null}", "",
		"ok built for CUDA: a\n");
	build("1", ",'besides':{'libcublasLt.so.12':'x'},'needed':{'libcublas.so.11':null}", "12.9",
		"ok built for CUDA 12: a\n");
	build("1", "," CUDA("80"), "12.9", "ok built for CUDA 12: a\n");
	build("1+cu129", "", "12.9", "ok built for CUDA 12: a\n");
	build("1+abc.cu118.x", "", "12.9",
		"FAIL [build/a/cuda11] a 1+abc.cu118.x is built for CUDA 11, and the target has "
		"CUDA "
		"12.9; take one for CUDA 12\n");
	build("1", ",'needed':{'libcudart.so.13':null}", "12.9",
		"FAIL [build/a/cuda13] a 1 is built for CUDA 13, and the target has CUDA 12.9; "
		"take one "
		"for CUDA 12\n");
	build("1+cpu", ",'needed':{'libcudart_static.so.12':null,'libcudnn.so.9':null}", "12.9",
		"FAIL [build/a/cpu] a 1+cpu is the build for the CPU: it has no CUDA code and "
		"needs none "
		"of CUDA's libraries; take it from an index with CUDA builds (PYLOCK_INDEX.a, "
		"PYLOCK_PREFER.a)\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers), cmocka_unit_test(code), cmocka_unit_test(builds)};

	return run_unit(tests);
}
