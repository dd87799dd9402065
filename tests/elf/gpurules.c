/* SPDX-License-Identifier: MIT */
/* gpurules: which GPU runs which code. What is wanted is NVIDIA's own: the tables and examples of
 * the chapters of the "CUDA C++ Programming Guide" that the header names. */
#include "unit.h"

#include "elf/gpurules.h"

#define CODE(code_number, code_suffix) \
	((struct gpu){.number = (code_number), .suffix = (code_suffix)})

static void machine_code(void **state)
{
	(void)state;
	assert_true(gpu_runs_sass(CODE(86, 0), 86));
	assert_true(gpu_runs_sass(CODE(80, 0), 86)); /* "8.0 will run on 8.6" */
	assert_false(gpu_runs_sass(CODE(86, 0), 80));
	assert_false(gpu_runs_sass(CODE(75, 0), 80));
	assert_false(gpu_runs_sass(CODE(120, 0), 100));
}

/* "Binary compatibility is supported only for the desktop. It is not supported for Tegra. Also, the
 * binary compatibility between desktop and Tegra is not supported." */
static void tegra(void **state)
{
	(void)state;
	assert_true(gpu_is_tegra(87));
	assert_false(gpu_is_tegra(86));
	assert_true(gpu_runs_sass(CODE(87, 0), 87));
	assert_false(gpu_runs_sass(CODE(86, 0), 87));
	assert_false(gpu_runs_sass(CODE(87, 0), 89));
}

static void ptx(void **state)
{
	(void)state;
	assert_true(gpu_runs_ptx(CODE(50, 0), 120));
	assert_true(gpu_runs_ptx(CODE(80, 0), 87));
	assert_true(gpu_runs_ptx(CODE(87, 0), 87));
	assert_false(gpu_runs_ptx(CODE(90, 0), 89));
}

/* compute_100f runs on 10.0 and 10.3, compute_100a on 10.0 alone ("Family-Specific Features"). */
static void suffixes(void **state)
{
	(void)state;
	assert_true(gpu_runs_ptx(CODE(100, 'f'), 103));
	assert_false(gpu_runs_ptx(CODE(100, 'f'), 110));
	assert_false(gpu_runs_ptx(CODE(100, 'f'), 120));
	assert_true(gpu_runs_ptx(CODE(100, 'a'), 100));
	assert_false(gpu_runs_ptx(CODE(100, 'a'), 103));
	assert_true(gpu_runs_sass(CODE(100, 'f'), 103));
	assert_false(gpu_runs_sass(CODE(90, 'a'), 100));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(machine_code),
		cmocka_unit_test(tegra),
		cmocka_unit_test(ptx),
		cmocka_unit_test(suffixes),
	};
	return run_unit(tests);
}
