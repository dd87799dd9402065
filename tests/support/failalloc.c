/* SPDX-License-Identifier: MIT */
/* failalloc: memory that runs out, for LD_PRELOAD. Of the calls that take memory after main began,
 * whoever makes them, that of number FAILALLOC_AT, from 1, fails, and all later ones with
 * FAILALLOC_ON. Without FAILALLOC_AT their count is written to the file FAILALLOC_COUNT at the end.
 *
 * It stands where the programs (tools/lib/memory.c) ask the C library, of which it calls
 * __libc_memalign: that needs no other. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__libc_memalign(size_t alignment, size_t size);
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
	void (*fini)(void), void (*rtld_fini)(void), void *stack_end);

typedef int main_function(int argc, char **argv, char **environment);

static atomic_long taken;
static long at;
static bool began, on;
static main_function *program;

static bool fails(void)
{
	if (!began)
		return false;
	long number = atomic_fetch_add(&taken, 1) + 1;

	if (!at || number < at || (number > at && !on))
		return false;
	errno = ENOMEM;
	return true;
}

void *__libc_malloc(size_t size)
{
	return fails() ? NULL : __libc_memalign(16, size);
}

void *__libc_calloc(size_t count, size_t size)
{
	size_t bytes;
	void *memory;

	if (__builtin_mul_overflow(count, size, &bytes)) {
		errno = ENOMEM;
		return NULL;
	}
	memory = fails() ? NULL : __libc_memalign(16, bytes);
	return memory ? memset(memory, 0, bytes) : NULL;
}

void *__libc_realloc(void *old, size_t size)
{
	void *memory;

	if (old && !size) {
		free(old);
		return NULL;
	}
	memory = fails() ? NULL : __libc_memalign(16, size);
	if (!memory || !old)
		return memory;
	size_t known = malloc_usable_size(old);

	memcpy(memory, old, known < size ? known : size);
	free(old);
	return memory;
}

static void tell(void)
{
	const char *path = getenv("FAILALLOC_COUNT");
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644) : -1;

	began = false;
	if (fd < 0)
		return;
	dprintf(fd, "%ld\n", atomic_load(&taken));
	close(fd);
}

static int begin(int argc, char **argv, char **environment)
{
	const char *number = getenv("FAILALLOC_AT");

	at = number ? atol(number) : 0;
	on = getenv("FAILALLOC_ON") != NULL;
	atexit(tell);
	at_quick_exit(tell);
	began = true;
	return program(argc, argv, environment);
}

int __libc_start_main(main_function *main, int argc, char **argv, void (*init)(void),
	void (*fini)(void), void (*rtld_fini)(void), void *stack_end)
{
	int (*real)(main_function *, int, char **, void (*)(void), void (*)(void), void (*)(void),
		void *);

	*(void **)&real = dlsym(RTLD_NEXT, "__libc_start_main");
	program = main;
	return real(begin, argc, argv, init, fini, rtld_fini, stack_end);
}
