/* SPDX-License-Identifier: MIT */
/* deflate: any inflate reads what it writes, and its bytes do not change: layers' digests depend on
 * them. */
#include "unit.h"

#include <endian.h>
#include <isa-l.h>

#include "layers/deflate.h"
#include "layers/huffman.h"
#include "lib/cleanup.h"
#include "lib/digest.h"

/* A fixed sequence of bytes with a little structure: SPREAD different values, repeated runs. */
static void fill(unsigned char *bytes, size_t length, unsigned spread)
{
	uint32_t seed = 12345;

	for (size_t i = 0; i < length; i++) {
		seed = seed * 1664525 + 1013904223;
		bytes[i] = i > 300 && seed >> 29 == 0 ? bytes[i - 300]
						      : (unsigned char)((seed >> 16) % spread);
	}
}

static void assert_inflates(const struct text *deflated, const unsigned char *bytes, size_t length)
{
	struct inflate_state *inflate = malloc(sizeof *inflate);
	unsigned char *back = malloc(length + 1);

	isal_inflate_init(inflate);
	inflate->next_in = (unsigned char *)deflated->bytes;
	inflate->avail_in = (uint32_t)deflated->length;
	inflate->next_out = back;
	inflate->avail_out = (uint32_t)length + 1;
	assert_int_equal(isal_inflate(inflate), ISAL_DECOMP_OK);
	assert_int_equal(inflate->block_state, ISAL_BLOCK_FINISH);
	assert_int_equal(inflate->total_out, length);
	assert_int_equal(inflate->avail_in, 0);
	assert_memory_equal(back, bytes, length);
	free(back);
	free(inflate);
}

static void inflates_to_the_same(void **state)
{
	(void)state;
	static unsigned char bytes[DEFLATE_MAX];
	const size_t lengths[] = {
		0, 1, 2, 3, 258, 259, 512, 4096, 4097, 65535, 65536, 100000, DEFLATE_MAX};
	const unsigned spreads[] = {1, 2, 3, 20, 256};

	for (size_t s = 0; s < sizeof spreads / sizeof *spreads; s++) {
		fill(bytes, sizeof bytes, spreads[s]);
		for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
			_cleanup_(text_free) struct text out = {0};

			deflate_add(&out, bytes, lengths[i]);
			assert_inflates(&out, bytes, lengths[i]);
		}
	}
}

/* gzip refuses codes that are not complete; ISA-L does not. */
static void gzip_reads_it(void **state)
{
	(void)state;
	static unsigned char bytes[200000];
	const unsigned char header[10] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255};
	FILE *gzip = popen("gzip -t", "w");

	assert_non_null(gzip);
	for (unsigned spread = 1; spread <= 256; spread *= 2) {
		fill(bytes, sizeof bytes, spread);
		for (size_t length = 0; length <= sizeof bytes; length = length * 3 + 1) {
			_cleanup_(text_free) struct text out = {0};
			const uint32_t trailer[2] = {htole32(crc32_gzip_refl(0, bytes, length)),
				htole32((uint32_t)length)};

			text_add(&out, header, sizeof header);
			deflate_add(&out, bytes, length);
			text_add(&out, trailer, sizeof trailer);
			assert_int_equal(fwrite(out.bytes, 1, out.length, gzip), out.length);
		}
	}
	assert_int_equal(pclose(gzip), 0);
}

/* A change here changes the digest of every layer: raise the output version of the layer stage with
 * it. */
static void bytes_are_golden(void **state)
{
	(void)state;
	static unsigned char bytes[DEFLATE_MAX];
	_cleanup_(text_free) struct text out = {0};

	for (unsigned spread = 1; spread <= 256; spread *= 4) {
		fill(bytes, sizeof bytes, spread);
		for (size_t length = 1; length <= sizeof bytes; length *= 32)
			deflate_add(&out, bytes, length);
	}
	struct digest digest = sha256_of(out.bytes, out.length);

	assert_string_equal(
		digest.hex, "6a12885def531757224842d82804d72e7016a7f2e149115405fd6c1bfa3b0760");
}

/* Counts like Fibonacci numbers give the deepest tree; the limit must hold and the code stay
 * complete. */
static void codes_are_limited_and_complete(void **state)
{
	(void)state;
	uint32_t counts[40] = {1, 1};
	struct huffman code;
	double kraft = 0;

	for (size_t i = 2; i < 40; i++)
		counts[i] = counts[i - 1] + counts[i - 2];
	huffman_build(&code, counts, 40, 15);
	for (size_t i = 0; i < 40; i++) {
		assert_in_range(code.lengths[i], 1, 15);
		kraft += 1.0 / (double)(1 << code.lengths[i]);
	}
	assert_true(kraft == 1.0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inflates_to_the_same),
		cmocka_unit_test(gzip_reads_it),
		cmocka_unit_test(bytes_are_golden),
		cmocka_unit_test(codes_are_limited_and_complete),
	};
	return run_unit(tests);
}
