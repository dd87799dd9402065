/* SPDX-License-Identifier: MIT */
/* parties: who has a file at one path, whether the files differ, and whom a rule names. */
#include "unit.h"

#include "image/parties.h"
#include "lib/cleanup.h"

#define PATH "v/bin/tool"

enum { COUNT = 3 };

/* Three layers with a file at PATH, of which the second has another one: of two wheels and of no
 * distribution. */
struct fixture {
	struct image_layer layers[COUNT];
	struct claim list[COUNT];
	struct claims claims;
	struct holders holders;
	struct stringlist left_out[COUNT];
};

static void fixture_make(struct fixture *fixture)
{
	static const char *const wheels[COUNT] = {"One 1.0", "two 2.0", NULL};
	static const struct blob no_blobs[COUNT];

	*fixture = (struct fixture){.claims.list = fixture->list};
	for (uint16_t i = 0; i < COUNT; i++) {
		fixture->layers[i].source = (char *)"files.json";
		if (wheels[i])
			fixture->layers[i].annotations =
				json_pack("{s:s}", ANNOTATION_WHEELS, wheels[i]);
		fixture->list[i] = (struct claim){
			.digest = {i == 1}, .layer = i, .next = i > 0 ? i - 1U : NO_CLAIM};
	}
	fixture->holders = holders_begin(fixture->layers, no_blobs, COUNT, "v");
}

static void fixture_free(struct fixture *fixture)
{
	holders_free(&fixture->holders);
	for (size_t i = 0; i < COUNT; i++) {
		json_decref(fixture->layers[i].annotations);
		stringlist_free(&fixture->left_out[i]);
	}
}

/* Those of the first COUNT layers. */
static struct parties parties_among(struct fixture *fixture, uint32_t count, const char *path)
{
	return parties_of(&fixture->claims, count - 1, path, &fixture->holders, fixture->left_out);
}

static void in_the_order_of_the_layers(void **state)
{
	(void)state;
	_cleanup_(fixture_free) struct fixture fixture;

	fixture_make(&fixture);
	_cleanup_(parties_free) struct parties parties = parties_among(&fixture, 3, PATH);

	assert_int_equal(parties.count, 3);
	assert_string_equal(parties.list[0].holder->label, "One 1.0");
	assert_string_equal(parties.list[1].holder->package, "two");
	assert_null(parties.list[2].holder);
	for (size_t i = 0; i < COUNT; i++)
		assert_ptr_equal(parties.list[i].claim, &fixture.list[i]);
}

static void whether_they_differ(void **state)
{
	(void)state;
	_cleanup_(fixture_free) struct fixture fixture;

	fixture_make(&fixture);
	_cleanup_(parties_free) struct parties one = parties_among(&fixture, 1, PATH),
					       two = parties_among(&fixture, 2, PATH);

	assert_false(parties_differ(&one));
	assert_true(parties_differ(&two));
	fixture.list[1].digest[0] = 0;
	assert_false(parties_differ(&two));
	fixture.list[1].mode = 0755;
	assert_true(parties_differ(&two));
}

/* Only what was compiled goes with its source: the file that goes itself is settled once. */
static void what_goes_with_its_source(void **state)
{
	(void)state;
	_cleanup_(fixture_free) struct fixture fixture;

	fixture_make(&fixture);
	stringlist_add(&fixture.left_out[1], xstrdup("v/m.py"));
	_cleanup_(parties_free) struct parties compiled =
		parties_among(&fixture, 2, "v/__pycache__/m.cpython-312.pyc");
	_cleanup_(parties_free) struct parties source = parties_among(&fixture, 2, "v/m.py");

	assert_int_equal(compiled.count, 1);
	assert_string_equal(compiled.list[0].holder->label, "One 1.0");
	assert_int_equal(source.count, 2);
}

static void whom_a_rule_names(void **state)
{
	(void)state;
	_cleanup_(fixture_free) struct fixture fixture;
	_cleanup_(owner_rules_free) struct owner_rules rules = {.prefix = "v", .site = "v/s"};
	const struct owner_rule *rule;

	fixture_make(&fixture);
	_cleanup_(parties_free) struct parties parties = parties_among(&fixture, 3, PATH);

	assert_null(parties_owner(&parties, &rules, PATH, &rule));
	assert_null(rule);
	assert_null(owner_rules_add(&rules, "bin/tool=absent"));
	assert_null(owner_rules_add(&rules, "bin/*=two"));
	assert_ptr_equal(parties_owner(&parties, &rules, PATH, &rule), &parties.list[1]);
	assert_string_equal(rule->text, "bin/*=two");
	assert_null(parties_owner(&parties, &rules, "v/other", &rule));
}

static void files_of_no_distribution(void **state)
{
	(void)state;
	_cleanup_(fixture_free) struct fixture fixture;

	fixture_make(&fixture);
	_cleanup_(parties_free) struct parties two = parties_among(&fixture, 2, PATH),
					       all = parties_among(&fixture, 3, PATH);

	parties_must_be_holders(&two, fixture.layers, PATH);
	assert_dies(EXIT_NO, PATH ": both in One 1.0 and in two 2.0",
		parties_must_be_holders(&all, fixture.layers, PATH));
	fixture.list[1].digest[0] = 0;
	fixture.list[2].digest[0] = 1;
	assert_dies(EXIT_NO, PATH ": both in One 1.0 and in files.json",
		parties_must_be_holders(&all, fixture.layers, PATH));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_the_order_of_the_layers),
		cmocka_unit_test(whether_they_differ),
		cmocka_unit_test(what_goes_with_its_source),
		cmocka_unit_test(whom_a_rule_names),
		cmocka_unit_test(files_of_no_distribution),
	};
	return run_unit(tests);
}
