/* SPDX-License-Identifier: MIT */
#include "elf/gpurules.h"

#include <stddef.h>

static const unsigned tegra[] = {53, 62, 72, 87, 101, 110};

bool gpu_is_tegra(unsigned gpu)
{
	for (size_t i = 0; i < sizeof tegra / sizeof *tegra; i++)
		if (tegra[i] == gpu)
			return true;
	return false;
}

bool gpu_runs_sass(struct gpu code, unsigned gpu)
{
	if (code.number == gpu || code.suffix == 'a')
		return code.number == gpu;
	return code.number / 10 == gpu / 10 && code.number < gpu && !gpu_is_tegra(code.number) &&
	       !gpu_is_tegra(gpu);
}

bool gpu_runs_ptx(struct gpu code, unsigned gpu)
{
	return code.suffix ? gpu_runs_sass(code, gpu) : code.number <= gpu;
}
