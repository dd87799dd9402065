/* SPDX-License-Identifier: MIT */
/* balance: no other cut has a lighter heaviest run. */
#include "unit.h"

#include "layers/balance.h"

enum { MOST = 7 };

static uint64_t heaviest(const uint64_t *sizes, const size_t *ends, size_t parts)
{
	uint64_t most = 0;

	for (size_t part = 0; part < parts; part++) {
		uint64_t weight = 0;

		for (size_t i = part ? ends[part - 1] : 0; i < ends[part]; i++)
			weight += sizes[i];
		most = weight > most ? weight : most;
	}
	return most;
}

/* The least that any cut has for its heaviest run: tries them all. */
static uint64_t least(const uint64_t *sizes, size_t count, size_t parts, size_t *ends, size_t part)
{
	uint64_t best = UINT64_MAX;

	if (part == parts - 1) {
		ends[part] = count;
		return heaviest(sizes, ends, parts);
	}
	for (ends[part] = part ? ends[part - 1] : 0; ends[part] <= count; ends[part]++) {
		uint64_t weight = least(sizes, count, parts, ends, part + 1);

		best = weight < best ? weight : best;
	}
	return best;
}

static void is_as_good_as_any(void **state)
{
	(void)state;
	uint64_t sizes[MOST];
	size_t ends[MOST], tried[MOST];
	uint32_t seed = 7;

	for (int round = 0; round < 300; round++) {
		size_t count = (size_t)round % (MOST + 1), parts = 1 + (size_t)round % 4;

		for (size_t i = 0; i < count; i++) {
			seed = seed * 1664525 + 1013904223;
			sizes[i] = seed >> 28;
		}
		balance(sizes, count, 0, parts, ends);
		assert_int_equal(ends[parts - 1], count);
		assert_int_equal(
			heaviest(sizes, ends, parts), least(sizes, count, parts, tried, 0));
	}
}

static void the_last_run_keeps_what_it_has_to(void **state)
{
	(void)state;
	const uint64_t sizes[] = {10, 10, 10, 1, 90};
	size_t ends[3];

	balance(sizes, 5, 2, 3, ends);
	assert_int_equal(ends[0], 1);
	assert_int_equal(ends[1], 3);
	assert_int_equal(ends[2], 5);
}

static void one_large_file_is_a_run_alone(void **state)
{
	(void)state;
	const uint64_t sizes[] = {5, 1000000000000, 5, 5};
	size_t ends[4];

	balance(sizes, 4, 1, 3, ends);
	assert_int_equal(ends[0], 1);
	assert_int_equal(ends[1], 2);
	assert_int_equal(ends[2], 4);
	balance(sizes, 4, 1, 1, ends);
	assert_int_equal(ends[0], 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_as_good_as_any),
		cmocka_unit_test(the_last_run_keeps_what_it_has_to),
		cmocka_unit_test(one_large_file_is_a_run_alone),
	};
	return run_unit(tests);
}
