/* SPDX-License-Identifier: MIT */
/* contents: one tree of several wheels' files, and parts of it. */
#include "unit.h"

#include "layers/contents.h"
#include "lib/cleanup.h"

static char root[] = "v/", bin[] = "v/bin/", site[] = "v/s/";
static const struct environment environment = {.prefix = root, .bin = bin, .site = site};
static struct flaws flaws = {.subject = "b.whl", .path = "/dev/null"};
static const struct wheel a = {.zip.subject = (char *)"a.whl",
				  .stem = (char *)"a-1",
				  .name = (char *)"a",
				  .version = (char *)"1",
				  .flaws = &flaws},
			  b = {.zip.subject = (char *)"b.whl",
				  .stem = (char *)"b-1",
				  .name = (char *)"b",
				  .version = (char *)"2",
				  .flaws = &flaws};

/* Two installations with the files of A and B, paths without v/, each list ending in a NULL. Some
 * are given another root. The content is the same but for files named `differs`. */
static struct contents contents_with(const char *const *of_a, const char *const *of_b)
{
	static struct installed files[2][8];
	struct installation installations[2] = {{.files = files[0]}, {.files = files[1]}};

	for (size_t i = 0; i < 2; i++) {
		const char *const *paths = i == 0 ? of_a : of_b;

		for (size_t j = 0; paths[j]; j++, installations[i].count++) {
			bool in_site = starts_with(paths[j], "s/") && !ends_with(paths[j], "a");

			files[i][j] = (struct installed){
				.wheel = i == 0 ? &a : &b,
				.root = in_site ? site : root,
				.name = paths[j] + (in_site ? 2 : 0),
				.content = {.length = 10},
				.hash = {.algorithm = RECORD_SHA256,
					.bytes = {ends_with(paths[j], "differs")
							  ? (unsigned char)(10 * i + j)
							  : 0}},
			};
		}
	}
	static const struct owner_rules none;
	struct settlement settlement = {.rules = &none};

	return contents_of(installations, 2, &environment, &settlement);
}

static void order_is(const struct contents *contents, const char *const *paths)
{
	for (size_t i = 0; i < contents->count; i++) {
		_cleanup_free_ char *path = installed_path(contents->files[i]);

		assert_string_equal(path + strlen("v/"), paths[i]);
	}
	assert_null(paths[contents->count]);
}

static void files_stand_in_order(void **state)
{
	(void)state;
	const char *const of_a[] = {"s/z.py", "s/p/b", "bin/x", "s/P-1/b", NULL},
			  *const of_b[] = {"s/p-1/c", "s/p/a", NULL},
			  *const both[] = {
				  "bin/x", "s/P-1/b", "s/p/a", "s/p/b", "s/p-1/c", "s/z.py", NULL};
	_cleanup_(contents_free) struct contents contents = contents_with(of_a, of_b);

	order_is(&contents, both);
}

static void the_same_file_is_there_once(void **state)
{
	(void)state;
	const char *const of_a[] = {"s/p/a", "s/p/a", "s/q", NULL}, *const of_b[] = {"s/p/a", NULL},
			  *const both[] = {"s/p/a", "s/q", NULL};
	_cleanup_(contents_free) struct contents contents = contents_with(of_a, of_b);

	order_is(&contents, both);
	assert_ptr_equal(contents.files[0]->wheel, &a);
}

static void what_cannot_be_together_is_refused(void **state)
{
	(void)state;
	const char *const one[] = {"s/p/a", NULL}, *const differs[] = {"s/differs", NULL},
			  *const twice[] = {"s/differs", "s/differs", NULL},
			  *const file[] = {"s/p", NULL}, *const packages[] = {"s", NULL},
			  *const scripts[] = {"bin", NULL}, *const none[] = {NULL};

	assert_dies(EXIT_NO, "/v/s/differs: a 1 and b 2 have different files there",
		contents_with(differs, differs));
	assert_dies(EXIT_NO,
		"a.whl: /v/s/differs and /v/s/differs is there twice, with other content",
		contents_with(twice, none));
	assert_dies(EXIT_NO, "b.whl: /v/s/p and a.whl: /v/s/p/a are a file and a directory",
		contents_with(one, file));
	assert_dies(EXIT_NO, "a.whl: /v/s is a directory of the environment",
		contents_with(packages, none));
	assert_dies(EXIT_NO, "b.whl: /v/bin is a directory of the environment",
		contents_with(none, scripts));
}

/* Where letters of one case stand between others, what excludes each other is seen all the same. */
static void the_case_of_letters_counts(void **state)
{
	(void)state;
	const char *const one[] = {"s/p/a", NULL}, *const folded[] = {"s/P/A", NULL},
			  *const file[] = {"s/p", NULL}, *const two[] = {"s/P/0", "s/p/a", NULL},
			  *const both[] = {"s/P/A", "s/p/a", NULL};
	_cleanup_(contents_free) struct contents contents = contents_with(one, folded);

	order_is(&contents, both);
	assert_string_equal(
		flaws.found[FLAW_CASE].text, "/v/s/P/A and a.whl: /v/s/p/a differ in case alone");
	assert_int_equal(flaws.found[FLAW_CASE].count, 1);
	assert_dies(EXIT_NO,
		"b.whl: /v/s/p and a.whl: /v/s/p/a are a file and a directory of one name",
		contents_with(two, file));
	flaws_free(&flaws);
}

static void parts_have_the_metadata_last(void **state)
{
	(void)state;
	const char *const of_a[] = {"s/a-1.dist-info/x", "s/a-1.dist-info/y", "s/b", "s/c", "s/d",
		"s/e", NULL},
			  *const of_b[] = {NULL}, *const first[] = {"s/b", "s/c", NULL},
			  *const second[] = {"s/d", "s/e", NULL},
			  *const third[] = {"s/a-1.dist-info/x", "s/a-1.dist-info/y", NULL};
	const char *const *const parts[] = {first, second, third};

	for (unsigned part = 1; part <= 3; part++) {
		_cleanup_(contents_free) struct contents contents = contents_with(of_a, of_b);

		contents_take_part(&contents, part, 3);
		order_is(&contents, parts[part - 1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_stand_in_order),
		cmocka_unit_test(the_same_file_is_there_once),
		cmocka_unit_test(what_cannot_be_together_is_refused),
		cmocka_unit_test(the_case_of_letters_counts),
		cmocka_unit_test(parts_have_the_metadata_last),
	};
	return run_unit(tests);
}
