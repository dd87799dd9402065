/* SPDX-License-Identifier: MIT */
/* gpucode: verdicts on CUDA code, and what is said. */
#include "unit.h"

#include "verify/gpucode.h"

#include "verifying.h"

#define GUIDE "CUDA C++ Programming Guide"

static json_t *cuda_of(const char *sass, const char *ptx, const char *relocatable)
{
	_cleanup_free_ char *text =
		xprintf("{'sass':[%s],'ptx':[%s],'relocatableSass':[%s],'relocatablePtx':[]}", sass,
			ptx, relocatable);

	return json_of(text);
}

static void judges(const char *sass, const char *ptx, unsigned gpu, const char *wanted)
{
	_cleanup_json_ json_t *cuda = cuda_of(sass, ptx, ""),
			      *languages = json_of("{'50':'8.3','80':'9.9','90a':'6.0'}");
	_cleanup_(verdict_free) struct verdict verdict = gpucode_judge(cuda, languages, gpu, "e");
	_cleanup_free_ char *says = verdict_says(&verdict);

	assert_string_equal(says, wanted);
}

static void verdicts(void **state)
{
	(void)state;
	judges("80,87", "", 87,
		"runs: code for sm_87 [machine code of the very architecture; " GUIDE "; certain]");
	judges("'90a'", "", 90,
		"runs: code for sm_90a [machine code of the very architecture; " GUIDE
		"; certain]");
	judges("80,86", "80", 89,
		"runs: code for sm_86 [the same major capability, a lower minor; " GUIDE
		", Binary Compatibility; documented]");
	judges("", "50", 90,
		"runs by JIT from PTX 50, by a driver for CUDA 12.3 or newer (545 on desktops and "
		"servers) [PTX is compiled for any equal or higher capability; " GUIDE
		", PTX Compatibility; documented]");
	judges("", "70", 90,
		"runs by JIT from PTX 70 [PTX is compiled for any equal or higher "
		"capability; " GUIDE ", PTX Compatibility; documented]");
	judges("", "50,80", 90,
		"runs by JIT from PTX 80, by a driver that knows PTX 9.9 [PTX is compiled for any "
		"equal "
		"or higher capability; " GUIDE ", PTX Compatibility; documented]");
	judges("50", "90", 87,
		"no code for 8.7 (it has SASS 50, PTX 90) [machine code runs within its major "
		"capability, PTX on equal or higher ones; " GUIDE "; documented]");
	judges("75,80,86", "", 87,
		"no code for 8.7 (it has SASS 75 80 86) [code for desktop GPUs is not promised to "
		"run on "
		"Tegra, nor the other way; " GUIDE
		", Binary Compatibility; disputed]; in practice sm_86 "
		"code on 8.7 is said to run (bitsandbytes#1939), and not to (jax#40492): try it on "
		"the "
		"device");
}

static void words(void **state)
{
	_cleanup_json_ json_t *cuda = cuda_of("80", "", "");
	_cleanup_(verdict_free) struct verdict verdict = gpucode_judge(cuda, NULL, 80, "e");
	_cleanup_json_ json_t *json = verdict_json(&verdict);

	(void)state;
	assert_string_equal(json_string_value(json_object_get(json, "word")), "runs");
	assert_string_equal(json_string_value(json_object_get(json, "practice")), "");
	assert_int_equal(json_object_size(json), 6);
}

static void is_there(void **state)
{
	_cleanup_json_ json_t *none = cuda_of("", "", ""), *relocatable = cuda_of("", "", "80");

	(void)state;
	assert_false(gpucode_is_there(NULL, "e"));
	assert_false(gpucode_is_there(none, "e"));
	assert_true(gpucode_is_there(relocatable, "e"));
}

static void refuses(void **state)
{
	_cleanup_json_ json_t *letter = cuda_of("'90x'", "", ""), *negative = cuda_of("-1", "", ""),
			      *empty = json_of("{'sass':[]}"), *word = cuda_of("'a'", "", "");

	(void)state;
	assert_dies(EXIT_NO, "e: .cuda.sass: not the arch", gpucode_list(letter, "sass", "e"));
	assert_dies(EXIT_NO, "e: .cuda.sass: not the arch", gpucode_list(negative, "sass", "e"));
	assert_dies(EXIT_NO, "e: .cuda.sass: not the arch", gpucode_list(word, "sass", "e"));
	assert_dies(EXIT_NO, "e: .ptx: missing", gpucode_is_there(empty, "e"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts),
		cmocka_unit_test(words),
		cmocka_unit_test(is_there),
		cmocka_unit_test(refuses),
	};
	return run_unit(tests);
}
