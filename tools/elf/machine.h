/* SPDX-License-Identifier: MIT */
/* machine.h: the machine that an ELF file is for, by name. */
#ifndef ELF_MACHINE_H
#define ELF_MACHINE_H

#include <stdbool.h>

enum { ELF_MACHINE_LONGEST = 16 };

/* The name that `uname -m` has for it, such as aarch64; `elf-NUMBER` for any other. MACHINE is
 * e_machine, ELF_CLASS 32 or 64. The name is static or in BUFFER. */
const char *elf_machine_name(unsigned machine, unsigned elf_class, bool big_endian,
	char buffer[static ELF_MACHINE_LONGEST]);

/* Whether NAME is one of those, and no `elf-NUMBER`. */
bool elf_machine_is_known(const char *name);

#endif
