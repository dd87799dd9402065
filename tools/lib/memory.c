/* SPDX-License-Identifier: MIT */
/* memory: a program that gets no memory ends with EXIT_SYSTEM and a line, whoever asked for it.
 *
 * Libraries take a call that failed for many things: bad input, an empty directory, the end of a
 * file. So malloc, calloc and realloc are defined here, before those of the C library, for all that
 * the process has loaded; the C library's own do the work. A request that no input of ours makes
 * unless it lies about a size fails as it always did, and is its reader's to judge.
 *
 * Not with the sanitizers, which have their own, nor with other C libraries. */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/die.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)

enum { LARGEST = 1 << 30 }; /* bytes */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

/* Not by die(), which takes memory, and locks that whoever asked may hold. The first thread ends
 * all; another must not go on meanwhile with what it did not get. */
__attribute__((noreturn, cold)) static void end(void)
{
	static bool ending;
	char line[256];

	if (__atomic_test_and_set(&ending, __ATOMIC_RELAXED))
		for (;;)
			pause();
	int length = snprintf(line, sizeof line, "%.200s: out of memory\n", program_name);

	if (write(STDERR_FILENO, line, (size_t)length) != length)
		_exit(EXIT_SYSTEM);
	quick_exit(EXIT_SYSTEM);
}

static void *checked(void *memory, size_t size)
{
	if (!memory && size <= LARGEST)
		end();
	return memory;
}

void *malloc(size_t size)
{
	return checked(__libc_malloc(size), size);
}

void *calloc(size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		bytes = (size_t)-1;
	return checked(__libc_calloc(count, size), bytes);
}

/* Of size 0 it frees, and returns NULL. */
void *realloc(void *old, size_t size)
{
	void *memory = __libc_realloc(old, size);

	return size ? checked(memory, size) : memory;
}

#endif
