/* SPDX-License-Identifier: MIT */
#include "elf/machine.h"

#include <elf.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const struct {
	unsigned machine, elf_class;
	bool big_endian;
	const char *name; /* the name that `uname -m` gives */
} names[] = {
	{EM_AARCH64, 64, false, "aarch64"},
	{EM_X86_64, 64, false, "x86_64"},
	{EM_386, 32, false, "i686"},
	{EM_ARM, 32, false, "armv7l"},
	{EM_RISCV, 64, false, "riscv64"},
	{EM_PPC64, 64, false, "ppc64le"},
	{EM_PPC64, 64, true, "ppc64"},
	{EM_S390, 64, true, "s390x"},
	{EM_LOONGARCH, 64, false, "loongarch64"},
};

const char *elf_machine_name(unsigned machine, unsigned elf_class, bool big_endian,
	char buffer[static ELF_MACHINE_LONGEST])
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].machine == machine && names[i].elf_class == elf_class &&
			names[i].big_endian == big_endian)
			return names[i].name;
	snprintf(buffer, ELF_MACHINE_LONGEST, "elf-%u", machine);
	return buffer;
}

bool elf_machine_is_known(const char *name)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i].name, name) == 0)
			return true;
	return false;
}
