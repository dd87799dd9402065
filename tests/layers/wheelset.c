/* SPDX-License-Identifier: MIT */
/* wheelset: the wheels of a layer by name, and what is said of them. */
#include "fixture.h"

#include "layers/wheelset.h"
#include "lib/json.h"
#include "makewheel.h"

static void make(const char *name, const char *path)
{
	struct makewheel made = {0};

	makewheel_add(&made, "m.py", 0100644, "x\n");
	makewheel_write(&made, name, path);
}

static struct wheelset open_both(char *first, char *second, struct inflate *inflate)
{
	char *arguments[] = {first, second};
	struct wheelargs wheels = wheelargs_read(arguments, 2);
	struct environment to =
		environment_at("/v", "/v/lib/python3.12/site-packages", NULL, 3, 12);
	struct wheelset set = wheelset_open(&wheels, NULL, &to, inflate);

	environment_free(&to);
	wheelargs_free(&wheels);
	return set;
}

static void they_are_sorted_by_name(void **state)
{
	(void)state;
	_cleanup_(inflate_free) struct inflate *inflate = inflate_new();
	char b[] = "B_b-1.0-py3-none-any.whl", a[] = "a-1.0-py3-none-any.whl";

	make("B_b", b);
	make("a", a);
	struct wheelset set = open_both(b, a, inflate);
	_cleanup_json_ json_t *whole = wheelset_annotations(&set, 1, 1),
			      *part = wheelset_annotations(&set, 2, 3),
			      *list = wheelset_distributions(&set, inflate),
			      *flaws = wheelset_flaws(&set);

	assert_int_equal(set.count, 2);
	assert_string_equal(json_want_string(whole, "mk.pylock.wheels", "w"), "a 1.0, b-b 1.0");
	assert_null(json_object_get(whole, "mk.pylock.part"));
	assert_string_equal(json_want_string(part, "mk.pylock.part", "w"), "2/3");
	assert_string_equal(json_want_string(json_array_get(list, 1), "name", "w"), "B_b");
	assert_int_equal(json_array_size(flaws), 0);
	wheelset_free(&set);
}

static void one_of_each_name(void **state)
{
	(void)state;
	_cleanup_(inflate_free) struct inflate *inflate = inflate_new();
	char a[] = "a-1.0-py3-none-any.whl", other[] = "A-1.0-1-py3-none-any.whl";

	make("a", other);
	assert_dies(EXIT_NO, "are both a", open_both(a, other, inflate));
	assert_dies(EXIT_NO, "none", open_both(a, (char[]){"none-1.0-py3-none-any.whl"}, inflate));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_are_sorted_by_name),
		cmocka_unit_test(one_of_each_name),
	};
	return run_in_directory(tests);
}
