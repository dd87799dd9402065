/* SPDX-License-Identifier: MIT */
/* leftout: what goes with a path, and a RECORD without its row. */
#include "unit.h"

#include "layers/leftout.h"
#include "lib/cleanup.h"

static char *items[] = {(char *)"v/s/p/a.py", (char *)"v/lib/x", (char *)"v/bin/t"};
static const struct stringlist paths = {.count = 3, .items = items};

static void what_goes(void **state)
{
	(void)state;
	struct stringlist sorted = {0};

	for (size_t i = 0; i < 3; i++)
		stringlist_add(&sorted, xstrdup(paths.items[i]));
	stringlist_sort_unique(&sorted);
	assert_true(leftout_has(&sorted, "v/s/p/a.py"));
	assert_true(leftout_has(&sorted, "v/s/p/__pycache__/a.cpython-312.pyc"));
	assert_true(leftout_has(&sorted, "v/s/p/__pycache__/a.cpython-311.opt-1.pyc"));
	assert_false(leftout_has(&sorted, "v/s/p/__pycache__/a.b.cpython-312.pyc"));
	assert_false(leftout_has(&sorted, "v/s/p/__pycache__/b.cpython-312.pyc"));
	assert_false(leftout_has(&sorted, "v/s/__pycache__/a.cpython-312.pyc"));
	assert_false(leftout_has(&sorted, "v/s/p/a.pyc"));
	assert_false(leftout_has(&sorted, "v/s/p"));
	assert_false(leftout_has(&(struct stringlist){0}, "v/s/p/a.py"));
	stringlist_free(&sorted);
}

static void a_record_without_rows(void **state)
{
	(void)state;
	static const char before[] = "../bin/t,sha256=abc,1\r\n../lib64/x,sha256=abc,1\r\n\"p/"
				     "a\"\"b.py\",sha256=abc,1\r\n"
				     "p/__pycache__/a.cpython-312.pyc,,\r\np/"
				     "a.py,sha256=abc,1\r\nq-1.dist-info/RECORD,,\r\n",
			  after[] = "\"p/a\"\"b.py\",sha256=abc,1\r\nq-1.dist-info/RECORD,,\r\n";
	struct stringlist sorted = {0};

	for (size_t i = 0; i < 3; i++)
		stringlist_add(&sorted, xstrdup(paths.items[i]));
	stringlist_sort_unique(&sorted);
	_cleanup_(text_free) struct text rest =
		leftout_record(&sorted, before, strlen(before), "v/s", "v");

	assert_string_equal(text_string(&rest), after);
	_cleanup_(text_free) struct text plain =
		leftout_record(&sorted, "a\np/a.py,,\nb,,", 15, "v/s", NULL);

	assert_string_equal(text_string(&plain), "a\nb,,");
	stringlist_free(&sorted);
}

static void lib64_is_lib(void **state)
{
	(void)state;
	_cleanup_free_ char *linked = leftout_place("v/lib64/x", "v"),
			    *other = leftout_place("w/lib64/x", "v"),
			    *unknown = leftout_place("v/lib64/x", NULL);

	assert_string_equal(linked, "v/lib/x");
	assert_string_equal(other, "w/lib64/x");
	assert_string_equal(unknown, "v/lib64/x");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_goes),
		cmocka_unit_test(a_record_without_rows),
		cmocka_unit_test(lib64_is_lib),
	};
	return run_unit(tests);
}
