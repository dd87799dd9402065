/* SPDX-License-Identifier: MIT */
/* deflatepool: blocks come back in their order, deflated as one after the other would be. */
#include "unit.h"

#include "layers/deflate.h"
#include "layers/deflatepool.h"
#include "lib/cleanup.h"

struct delivery {
	struct text plain, deflated;
	size_t blocks;
};

static void fetchfiles(void *context, const struct text *plain, const struct text *deflated)
{
	struct delivery *delivery = context;

	text_add(&delivery->plain, plain->bytes, plain->length);
	text_add(&delivery->deflated, deflated->bytes, deflated->length);
	delivery->blocks++;
}

/* A block of its own, of a length of its own. */
static void fill(struct text *block, unsigned number)
{
	for (unsigned i = 0; i < 1000 * (number % 7 + 1); i++)
		text_printf(block, "%u %u\n", number, i * i % 97);
}

static void delivers_in_order(void **state)
{
	(void)state;
	struct delivery delivery = {0};
	_cleanup_(deflatepool_free) struct deflatepool *press =
		deflatepool_open(fetchfiles, &delivery);
	_cleanup_(text_free) struct text wanted = {0}, deflated = {0}, block = {0};

	for (unsigned i = 0; i < 100; i++) {
		fill(&block, i);
		text_add(&wanted, block.bytes, block.length);
		deflate_add(&deflated, block.bytes, block.length);
		deflatepool_put(press, &block);
		assert_int_equal(block.length, 0);
		if (i == 50) {
			deflatepool_drain(press);
			assert_int_equal(delivery.blocks, 51);
		}
	}
	deflatepool_drain(press);
	assert_int_equal(delivery.blocks, 100);
	assert_int_equal(delivery.plain.length, wanted.length);
	assert_memory_equal(delivery.plain.bytes, wanted.bytes, wanted.length);
	assert_int_equal(delivery.deflated.length, deflated.length);
	assert_memory_equal(delivery.deflated.bytes, deflated.bytes, deflated.length);
	text_free(&delivery.plain);
	text_free(&delivery.deflated);
}

static void ends_with_blocks_under_way(void **state)
{
	(void)state;
	struct delivery delivery = {0};
	struct deflatepool *press = deflatepool_open(fetchfiles, &delivery);
	_cleanup_(text_free) struct text block = {0};

	for (unsigned i = 0; i < 5; i++) {
		fill(&block, i);
		deflatepool_put(press, &block);
	}
	deflatepool_free(&press);
	assert_null(press);
	deflatepool_free(&press);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(delivers_in_order),
		cmocka_unit_test(ends_with_blocks_under_way),
	};
	return run_unit(tests);
}
