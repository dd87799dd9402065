/* SPDX-License-Identifier: MIT */
/* machine: the names that `uname -m` gives, for the numbers of elf.h. */
#include "unit.h"

#include <elf.h>

#include "elf/machine.h"

static void names_are_those_of_uname(void **state)
{
	(void)state;
	char buffer[ELF_MACHINE_LONGEST];

	assert_string_equal(elf_machine_name(EM_X86_64, 64, false, buffer), "x86_64");
	assert_string_equal(elf_machine_name(EM_AARCH64, 64, false, buffer), "aarch64");
	assert_string_equal(elf_machine_name(EM_386, 32, false, buffer), "i686");
	assert_string_equal(elf_machine_name(EM_ARM, 32, false, buffer), "armv7l");
	assert_string_equal(elf_machine_name(EM_PPC64, 64, false, buffer), "ppc64le");
	assert_string_equal(elf_machine_name(EM_PPC64, 64, true, buffer), "ppc64");
	assert_string_equal(elf_machine_name(EM_S390, 64, true, buffer), "s390x");
	assert_string_equal(elf_machine_name(EM_RISCV, 64, false, buffer), "riscv64");
}

static void others_have_their_number(void **state)
{
	(void)state;
	char buffer[ELF_MACHINE_LONGEST];

	/* x32 and arm64be are machines of their own, without a name here */
	assert_string_equal(elf_machine_name(EM_X86_64, 32, false, buffer), "elf-62");
	assert_string_equal(elf_machine_name(EM_AARCH64, 64, true, buffer), "elf-183");
	assert_string_equal(elf_machine_name(65535, 64, false, buffer), "elf-65535");
	assert_true(elf_machine_is_known("x86_64"));
	assert_true(elf_machine_is_known("loongarch64"));
	assert_false(elf_machine_is_known("elf-62"));
	assert_false(elf_machine_is_known("amd64"));
	assert_false(elf_machine_is_known(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_those_of_uname),
		cmocka_unit_test(others_have_their_number),
	};
	return run_unit(tests);
}
