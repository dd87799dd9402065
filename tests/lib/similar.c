/* SPDX-License-Identifier: MIT */
/* similar: ratios and choices are those of Python's difflib. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/similar.h"

static void assert_ratio(const char *a, const char *b, int thousandths)
{
	assert_int_equal((int)(similar_ratio(a, b) * 1000 + 0.5), thousandths);
}

/* int(SequenceMatcher(None, a, b).ratio() * 1000 + .5) */
static void tells_how_alike(void **state)
{
	_cleanup_free_ char *longer = xprintf("%*s", SIMILAR_LONGEST + 1, "a");

	(void)state;
	assert_ratio("", "", 1000);
	assert_ratio("a", "", 0);
	assert_ratio("numpy", "numpy", 1000);
	assert_ratio("nump", "numpy", 889);
	assert_ratio("abxcd", "abcd", 889);
	assert_ratio("abcd", "bcde", 750);
	assert_ratio("tide", "diet", 250);
	assert_ratio("diet", "tide", 500);
	assert_ratio("qabxcd", "abycdf", 667);
	assert_ratio(longer, longer, 0);
}

static void adds_the_best(void **state)
{
	_cleanup_(stringlist_free) struct stringlist words = {0}, found = {0};
	_cleanup_(text_free) struct text joined = {0};

	(void)state;
	for (const char *const *word = (const char *const[]){"ape", "apple", "peach", "puppy",
		     "appl", "apply", NULL};
		*word; word++)
		stringlist_add(&words, xstrdup(*word));
	similar_add("appel", &words, 3, &found);
	list_join(&found, " ", &joined);
	assert_string_equal(text_string(&joined), "appl apply apple");
	similar_add("xyz", &words, 3, &found);
	assert_int_equal(found.count, 3);
	similar_add("ape", &words, 1, &found);
	assert_string_equal(found.items[3], "ape");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_how_alike),
		cmocka_unit_test(adds_the_best),
	};
	return run_unit(tests);
}
