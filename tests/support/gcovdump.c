/* SPDX-License-Identifier: MIT */
/* gcovdump: lines that ran are counted in a program that die() ends, too: that is quick_exit(), at
 * which gcc's library writes nothing by itself; and in one that another takes the place of, which
 * gcc counts only where C has its extensions. Linked into every program by `make coverage`. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <unistd.h>

extern void __gcov_dump(void);

int execvp(const char *file, char *const arguments[])
{
	__gcov_dump();
	return execvpe(file, arguments, environ);
}

__attribute__((constructor)) static void dump_at_quick_exit(void)
{
	at_quick_exit(__gcov_dump);
}
