/* SPDX-License-Identifier: MIT */
/* unconst.h: for calls of other libraries that lack a const. */
#ifndef LIB_UNCONST_H
#define LIB_UNCONST_H

#include <stdint.h>

/* POINTER without its const, as a void pointer; only for a call that does not write through it. */
#define unconst(pointer) ((void *)(uintptr_t)(pointer))

#endif
