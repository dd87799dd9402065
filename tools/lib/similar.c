/* SPDX-License-Identifier: MIT */
#include "lib/similar.h"

#include <stdlib.h>
#include <string.h>

#include "lib/die.h"

/* How many bytes of A and B are in runs that both have: the longest, the first of equal ones, then
 * those on its left and on its right. */
static size_t matches(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t before[SIMILAR_LONGEST + 1] = {0}, best = 0, a_best = 0, b_best = 0;

	for (size_t i = 0; i < a_length; i++) {
		size_t diagonal = 0; /* the run that ends before both */

		for (size_t j = 0; j < b_length; j++) {
			size_t above = before[j + 1];

			before[j + 1] = a[i] == b[j] ? diagonal + 1 : 0;
			diagonal = above;
			if (before[j + 1] > best) {
				best = before[j + 1];
				a_best = i + 1 - best;
				b_best = j + 1 - best;
			}
		}
	}
	if (best == 0)
		return 0;
	size_t a_end = a_best + best, b_end = b_best + best;

	return best + matches(a, a_best, b, b_best) +
	       matches(a + a_end, a_length - a_end, b + b_end, b_length - b_end);
}

double similar_ratio(const char *a, const char *b)
{
	size_t a_length = strlen(a), b_length = strlen(b);

	if (a_length > SIMILAR_LONGEST || b_length > SIMILAR_LONGEST)
		return 0;
	if (a_length + b_length == 0)
		return 1;
	return 2.0 * (double)matches(a, a_length, b, b_length) / (double)(a_length + b_length);
}

struct scored {
	double ratio;
	const char *word;
};

static int best_first(const void *a, const void *b)
{
	const struct scored *x = a, *y = b;

	return x->ratio != y->ratio ? (x->ratio < y->ratio ? 1 : -1) : strcmp(y->word, x->word);
}

void similar_add(
	const char *word, const struct stringlist *words, size_t most, struct stringlist *out)
{
	struct scored *scored = xalloc(words->count, sizeof *scored);
	size_t count = 0;

	for (size_t i = 0; i < words->count; i++) {
		double ratio = similar_ratio(words->items[i], word);

		if (ratio >= 0.6)
			scored[count++] = (struct scored){ratio, words->items[i]};
	}
	qsort(scored, count, sizeof *scored, best_first);
	for (size_t i = 0; i < count && i < most; i++)
		stringlist_add(out, xstrdup(scored[i].word));
	free(scored);
}
