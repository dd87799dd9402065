/* SPDX-License-Identifier: MIT */
/* machine: architectures are found by Debian's names. */
#include "unit.h"

#include <elf.h>

#include "lib/machine.h"

static void knows_two_machines(void **state)
{
	(void)state;
	/* Triplets: Debian's multiarch specification; flags: glibc, sysdeps/generic/ldconfig.h. */
	const struct machine *amd64 = machine_find("amd64"), *arm64 = machine_find("arm64");

	assert_string_equal(amd64->triplet, "x86_64-linux-gnu");
	assert_int_equal(amd64->elf, EM_X86_64);
	assert_int_equal(amd64->ldcache, 0x0300 | 3);
	assert_string_equal(arm64->triplet, "aarch64-linux-gnu");
	assert_int_equal(arm64->elf, EM_AARCH64);
	assert_int_equal(arm64->ldcache, 0x0a00 | 3);
	assert_null(machine_find("aarch64"));
	assert_null(machine_find(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(knows_two_machines)};

	return run_unit(tests);
}
