/* SPDX-License-Identifier: MIT */
/* gcovdump: lines that ran are counted in a program that die() ends, too: that is quick_exit(), at
 * which gcc's library writes nothing by itself. Linked into every program by `make coverage`. */
#include <stdlib.h>

extern void __gcov_dump(void);

__attribute__((constructor)) static void dump_at_quick_exit(void)
{
	at_quick_exit(__gcov_dump);
}
