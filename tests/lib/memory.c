/* SPDX-License-Identifier: MIT */
/* memory: who gets none ends the program, whichever call it was; what is larger than anything is
 * its reader's to judge. */
#include "unit.h"

#include <jansson.h>
#include <sys/resource.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

enum { MANY = 500 << 20 }; /* bytes */

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
static void leave_little(void)
{
	const struct rlimit little = {64 << 20, 64 << 20};

	setrlimit(RLIMIT_AS, &little);
}

static void who_gets_none_ends(void **state)
{
	void *volatile memory = NULL;

	(void)state;
	assert_dies(EXIT_SYSTEM, "pylock: out of memory\n", leave_little(); memory = malloc(MANY));
	assert_dies(EXIT_SYSTEM, "pylock: out of memory\n", leave_little();
		    memory = calloc(1, MANY));
	assert_dies(EXIT_SYSTEM, "pylock: out of memory\n", leave_little();
		    memory = realloc(NULL, MANY));
	(void)memory;
}

static void libraries_too(void **state)
{
	(void)state;
	assert_dies(EXIT_SYSTEM, "pylock: out of memory\n", leave_little();
		    for (json_t *all = json_array();;) json_array_append_new(
			    all, json_string("as many as there is memory for")));
}
#else
static void who_gets_none_ends(void **state)
{
	(void)state;
}

static void libraries_too(void **state)
{
	(void)state;
}
#endif

#ifdef __SANITIZE_ADDRESS__
const char *__asan_default_options(void);

/* The sanitizer's own functions end the program otherwise. */
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}
#endif

static void what_nobody_has_is_null(void **state)
{
	volatile size_t size = SIZE_MAX / 4;

	(void)state;
	assert_null(calloc(size, 8));
	assert_null(malloc(size));
	assert_null(realloc(NULL, size));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_gets_none_ends),
		cmocka_unit_test(libraries_too),
		cmocka_unit_test(what_nobody_has_is_null),
	};
	return run_unit(tests);
}
