/* SPDX-License-Identifier: MIT */
/* settle: which of several files of a path is there, and whose row goes from RECORD. */
#include "unit.h"

#include "layers/settle.h"
#include "lib/cleanup.h"

static char root[] = "v/", bin[] = "v/bin/", site[] = "v/s/";
static const struct environment environment = {.prefix = root, .bin = bin, .site = site};
static struct flaws flaws = {.subject = "a.whl", .path = "/dev/null"};
static const struct wheel wheels[3] = {{.name = (char *)"a",
					       .version = (char *)"1",
					       .zip.subject = (char *)"a.whl",
					       .flaws = &flaws},
	{.name = (char *)"b",
		.version = (char *)"2",
		.zip.subject = (char *)"b.whl",
		.flaws = &flaws},
	{.name = (char *)"c",
		.version = (char *)"3",
		.zip.subject = (char *)"c.whl",
		.flaws = &flaws}};

struct fixture {
	struct installed files[3][3];
	struct installation installations[3];
	struct installed *list[9];
	struct owner_rules rules;
	json_t *owned, *stand_ins;
	size_t count;
};

/* Three wheels, each with p.py, its .pyc, and a RECORD; the content of A and C is the same. */
static void fixture_make(struct fixture *fixture, const char *rule)
{
	static const char record[] = "p.py,,\n__pycache__/p.cpython-312.pyc,,\nown,,\n";
	const char *const names[] = {"__pycache__/p.cpython-312.pyc", "p.py", "RECORD"};

	*fixture = (struct fixture){.rules = {.prefix = "v", .site = "v/s"},
		.owned = json_array(),
		.stand_ins = json_array()};
	if (rule)
		assert_null(owner_rules_add(&fixture->rules, rule));
	for (size_t i = 0; i < 3; i++) {
		for (size_t j = 0; j < 3; j++) {
			const char *content = j == 2 ? record : i == 1 ? "B" : "A";
			struct installed *file = &fixture->files[i][j];

			*file = (struct installed){
				.wheel = &wheels[i], .root = site, .name = names[j], .mode = 0644};
			text_add_string(&file->content, content);
			file->hash = record_hash_of(content, strlen(content));
		}
		fixture->files[i][2].name = i == 0 ? "a/RECORD" : i == 1 ? "b/RECORD" : "c/RECORD";
		fixture->installations[i] =
			(struct installation){.files = fixture->files[i], .count = 3};
	}
	for (size_t j = 0; j < 3; j++)
		for (size_t i = 0; i < 3; i++)
			fixture->list[fixture->count++] = &fixture->files[i][j];
}

static void fixture_settle(struct fixture *fixture)
{
	struct settlement settlement = {&fixture->rules, NULL, fixture->owned, fixture->stand_ins};

	fixture->count = settle(fixture->list, fixture->count, fixture->installations, 3,
		&environment, &settlement);
}

static void fixture_free(struct fixture *fixture)
{
	for (size_t i = 0; i < 3; i++) {
		for (size_t j = 0; j < 3; j++)
			text_free(&fixture->files[i][j].content);
		stringlist_free(&fixture->installations[i].left_out);
	}
	owner_rules_free(&fixture->rules);
	json_decref(fixture->owned);
	json_decref(fixture->stand_ins);
}

static void the_owner_stays(void **state)
{
	(void)state;
	_cleanup_(fixture_free) struct fixture fixture;

	fixture_make(&fixture, "p.py=b");
	fixture_settle(&fixture);
	assert_int_equal(fixture.count, 5); /* b's two, and three RECORDs */
	assert_ptr_equal(fixture.list[0], &fixture.files[1][0]);
	assert_ptr_equal(fixture.list[1], &fixture.files[1][1]);
	assert_string_equal(fixture.files[0][2].content.bytes, "own,,\n");
	assert_string_equal(fixture.files[1][2].content.bytes,
		"p.py,,\n__pycache__/p.cpython-312.pyc,,\nown,,\n");
	assert_int_equal(json_array_size(fixture.owned), 2);
	struct record_hash hash = record_hash_of("own,,\n", 6);

	assert_true(record_hash_equal(&hash, &fixture.files[0][2].hash));
}

static void who_has_the_same_loses_nothing(void **state)
{
	(void)state;
	_cleanup_(fixture_free) struct fixture fixture;

	fixture_make(&fixture, "p.py=c");
	fixture_settle(&fixture);
	assert_ptr_equal(fixture.list[1], &fixture.files[2][1]);
	assert_string_equal(fixture.files[1][2].content.bytes, "own,,\n");
	assert_string_equal(fixture.files[0][2].content.bytes,
		"p.py,,\n__pycache__/p.cpython-312.pyc,,\nown,,\n");
	assert_int_equal(json_array_size(fixture.owned), 1);
	assert_int_equal(json_array_size(fixture.stand_ins), 0);
}

static void another_layer_may_have_the_owner(void **state)
{
	(void)state;
	_cleanup_(fixture_free) struct fixture fixture;

	fixture_make(&fixture, "p.py=elsewhere");
	fixture_settle(&fixture);
	assert_int_equal(json_array_size(fixture.owned), 0);
	assert_int_equal(json_array_size(fixture.stand_ins), 1);
}

static void settle_without_a_rule(void)
{
	struct fixture fixture;

	fixture_make(&fixture, NULL);
	fixture_settle(&fixture);
}

static void without_a_rule_nothing_is_made(void **state)
{
	(void)state;
	assert_dies(EXIT_NO,
		"/v/s/p.py: a 1 and b 2 have different files there: write `PYLOCK_OWNER.p.py := "
		"a`, or b",
		settle_without_a_rule());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_owner_stays),
		cmocka_unit_test(who_has_the_same_loses_nothing),
		cmocka_unit_test(another_layer_may_have_the_owner),
		cmocka_unit_test(without_a_rule_nothing_is_made),
	};
	return run_unit(tests);
}
