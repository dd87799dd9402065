/* SPDX-License-Identifier: MIT */
/* fortify.h: how far glibc's calls look at the size of what they write into; the first thing that
 * every source file includes, by the compiler's command line.
 *
 * 3, where the compiler can follow sizes that are known only at run time, those of xalloc() among
 * them; older compilers know 2, and glibc warns when it is asked for more. Without optimization
 * there are no sizes at all. */
#ifndef LIB_FORTIFY_H
#define LIB_FORTIFY_H

#undef _FORTIFY_SOURCE
#if !defined(__OPTIMIZE__)
/* none */
#elif (defined(__clang__) && __clang_major__ >= 9) || (!defined(__clang__) && __GNUC__ >= 12)
#define _FORTIFY_SOURCE 3
#else
#define _FORTIFY_SOURCE 2
#endif

#endif
