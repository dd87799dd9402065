/* SPDX-License-Identifier: MIT */
/* fuzz.h: what every fuzz harness includes. A harness is one function over one parser of what comes
 * from outside; libFuzzer calls it again and again with other bytes.
 *
 * die(EXIT_NO) is an answer: it ends the input, not the process. The stack is unwound, so that what
 * has _cleanup_ is released. Findings are: what the sanitizers report, any other status, an input
 * that takes too long or too much memory, and what is not released by a harness that returns:
 * descriptors, and memory of die.h's functions. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/text.h"

/* The harness. */
void fuzz_one(const uint8_t *bytes, size_t size);

/* The path of a file that holds these bytes, until the next call. */
const char *fuzz_file(const void *bytes, size_t size);

/* The bytes as a string, up to the first NUL; the caller frees. */
char *fuzz_string(const uint8_t *bytes, size_t size);

/* What should hold for any input. */
#define fuzz_check(condition)     \
	do {                      \
		if (!(condition)) \
			abort();  \
	} while (0)

/* Cuts off the first byte, which chooses among what a harness can do; 0 when there is none. */
static inline unsigned fuzz_choice(const uint8_t **bytes, size_t *size)
{
	return *size > 0 ? (--*size, *(*bytes)++) : 0;
}

/* Cuts off what stands before the next NUL. The caller frees. */
char *fuzz_part(const uint8_t **bytes, size_t *size);

/* In a harness of tar archives, mutates them with checksums of headers that are right: no other
 * header would be looked at. */
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t most, unsigned seed);
size_t fuzz_mutate_tar(uint8_t *bytes, size_t size, size_t most);
#define FUZZ_MUTATE_TAR                                                                         \
	size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t most, unsigned seed) \
	{                                                                                       \
		(void)seed;                                                                     \
		return fuzz_mutate_tar(bytes, size, most);                                      \
	}

#endif
