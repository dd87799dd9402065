/* SPDX-License-Identifier: MIT */
/* holders: whose a file is, by the RECORDs of a layer. */
#include "unit.h"

#include "image/holders.h"
#include "lib/cleanup.h"
#include "scratch.h"

#define SITE "v/lib/python3.12/site-packages/"

static const struct scratch_entry shared[] = {
	{'f', SITE "Some.Name-1.0.dist-info/RECORD",
		"some/__init__.py,,\nboth.py,,\n../../../lib64/x,,\n../../lib/x,,\n"},
	{'f', SITE "other-2.0.dist-info/RECORD", "\"other/a,b\",,\nboth.py,,\nbroken row\n"}, {0}};
static const struct scratch_entry metadata[] = {
	{'f', SITE "single-3.dist-info/RECORD", "x,,\n"}, {0}};
static const struct scratch_entry part[] = {{'f', SITE "x", ""}, {0}};

struct fixture {
	struct scratch scratch;
	struct image_layer layers[4];
	struct blob blobs[4];
	struct holders holders;
};

static struct image_layer layer_of(struct fixture *fixture, size_t number, const char *wheels,
	const struct scratch_entry *entries)
{
	char name[] = {(char)('a' + number), '\0'};
	const char *path = scratch_archive(&fixture->scratch, name, false, entries);
	struct image_layer layer = scratch_layer(path, false, NULL);

	if (wheels)
		layer.annotations = json_pack("{s:s}", ANNOTATION_WHEELS, wheels);
	fixture->blobs[number] = (struct blob){BLOB_IN_OUTPUT, xstrdup(path)};
	return layer;
}

static void fixture_make(struct fixture *fixture)
{
	*fixture = (struct fixture){.scratch = scratch_make()};
	fixture->layers[0] = layer_of(fixture, 0, "single 3", part);
	fixture->layers[1] = layer_of(fixture, 1, "single 3", metadata);
	fixture->layers[2] = layer_of(fixture, 2, "other 2.0, some-name 1.0", shared);
	fixture->layers[3] = layer_of(fixture, 3, NULL, part);
	fixture->holders = holders_begin(fixture->layers, fixture->blobs, 4, "v");
}

static void fixture_free(struct fixture *fixture)
{
	holders_free(&fixture->holders);
	for (size_t i = 0; i < 4; i++) {
		image_layer_free(&fixture->layers[i]);
		blob_free(&fixture->blobs[i]);
	}
	scratch_remove(&fixture->scratch);
}

static void add_label(void *context, struct holder *holder)
{
	text_printf(context, "%s;", holder->label);
}

static void who_is(
	struct fixture *fixture, size_t layer, const char *path, bool below, const char *wanted)
{
	_cleanup_(text_free) struct text labels = {0};

	holders_of(&fixture->holders, layer, path, below, add_label, &labels);
	assert_string_equal(text_string(&labels), wanted);
}

static void records_tell(void **state)
{
	(void)state;
	_cleanup_(fixture_free) struct fixture fixture;

	fixture_make(&fixture);
	who_is(&fixture, 2, SITE "some/__init__.py", false, "some-name 1.0;");
	who_is(&fixture, 2, SITE "other/a,b", false, "other 2.0;");
	who_is(&fixture, 2, SITE "both.py", false, "other 2.0;some-name 1.0;");
	who_is(&fixture, 2, "v/lib/x", false, "some-name 1.0;"); /* over the link, and once only */
	who_is(&fixture, 2, SITE "other", true, "other 2.0;");
	who_is(&fixture, 2, SITE "nobody", false, "");
	/* a layer of one wheel is that one's, whatever is in it */
	who_is(&fixture, 0, SITE "x", false, "single 3;");
	who_is(&fixture, 3, SITE "x", false, "");
	assert_string_equal(holders_label(&fixture.holders, 2, SITE "both.py", false), "other 2.0");
	assert_string_equal(holders_label(&fixture.holders, 2, SITE "nobody", false),
		"other 2.0, some-name 1.0");
	assert_true(holders_have(&fixture.holders, "some-name"));
	assert_false(holders_have(&fixture.holders, "nobody"));
}

static void check_record(void *context, struct holder *holder)
{
	*(bool *)context = true;
	assert_string_equal(holder->record, SITE "single-3.dist-info/RECORD");
	assert_string_equal(text_string(&holder->content), "x,,\n");
	assert_int_equal(holder->layer, 1);
}

static void a_record_may_be_in_another_part(void **state)
{
	(void)state;
	_cleanup_(fixture_free) struct fixture fixture;
	bool seen = false;

	fixture_make(&fixture);
	holders_read(&fixture.holders, 0);
	holders_each(&fixture.holders, 0, check_record, &seen);
	assert_true(seen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_tell),
		cmocka_unit_test(a_record_may_be_in_another_part),
	};
	return run_unit(tests);
}
