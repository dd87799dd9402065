/* SPDX-License-Identifier: MIT */
#include "lib/machine.h"

#include <elf.h>
#include <stddef.h>
#include <string.h>

const struct machine *machine_find(const char *name)
{
	static const struct machine machines[] = {
		{"amd64", "x86_64-linux-gnu", EM_X86_64, 0x0303},
		{"arm64", "aarch64-linux-gnu", EM_AARCH64, 0x0a03},
	};

	for (size_t i = 0; i < sizeof machines / sizeof *machines; i++)
		if (strcmp(machines[i].debian, name) == 0)
			return &machines[i];
	return NULL;
}
