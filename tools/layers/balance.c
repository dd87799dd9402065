/* SPDX-License-Identifier: MIT */
#include "layers/balance.h"

#include <stdbool.h>

/* Fills runs from the last to the first, none above LIMIT but for what the last has to keep.
 * Returns whether all fits. */
static bool fill(const uint64_t *sizes, size_t count, size_t keep, size_t parts, uint64_t limit,
	size_t *ends)
{
	for (size_t part = parts; part-- > 0;) {
		uint64_t weight = 0;

		ends[part] = count;
		for (; count > 0 && (keep > 0 || (sizes[count - 1] <= limit &&
							 weight <= limit - sizes[count - 1]));
			count--) {
			weight += sizes[count - 1];
			keep -= keep > 0;
		}
	}
	return count == 0;
}

void balance(const uint64_t *sizes, size_t count, size_t keep, size_t parts, size_t *ends)
{
	uint64_t low = 0, high = 0;

	for (size_t i = 0; i < count; i++)
		high += sizes[i];
	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (fill(sizes, count, keep, parts, middle, ends))
			high = middle;
		else
			low = middle + 1;
	}
	fill(sizes, count, keep, parts, low, ends);
}
