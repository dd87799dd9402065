/* SPDX-License-Identifier: MIT */
/* bytecode.h: where compiled Python files lie (PEP 3147). */
#ifndef LAYERS_BYTECODE_H
#define LAYERS_BYTECODE_H

#include <stdbool.h>

/* Where Python MAJOR.MINOR looks for what was compiled of SOURCE, the path of a .py file:
 * DIRECTORY/__pycache__/NAME.cpython-XY.pyc. NULL when SOURCE is no such path. The caller frees. */
char *bytecode_path(const char *source, unsigned major, unsigned minor);

/* Whether PATH is one of bytecode_path, for any version. */
bool bytecode_is(const char *path);

/* The .py file that PATH, one of bytecode_path, was compiled of. The caller frees. */
char *bytecode_source(const char *path);

#endif
