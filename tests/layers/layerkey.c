/* SPDX-License-Identifier: MIT */
/* layerkey: what the key of a layer is made of, by hand, and what changes it. */
#include "unit.h"

#include "layers/layerkey.h"
#include "lib/cleanup.h"
#include "lib/text.h"
#include "store/results.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

/* The options of a layer of COUNT wheels, a and b. */
static struct layer_options options_of(size_t count)
{
	static const char *const names[] = {"a-1-py3-none-any.whl", "b-1-py3-none-any.whl"};
	static const struct digest digests[] = {{A}, {B}};
	struct layer_options options = {
		.python_major = 3, .python_minor = 12, .part = 1, .parts = 1};

	options.wheels.list = xalloc(count, sizeof *options.wheels.list);
	options.wheels.count = count;
	for (size_t i = 0; i < count; i++)
		options.wheels.list[i] =
			(struct wheelarg){.filename = xstrdup(names[i]), .digest = digests[i]};
	return options;
}

static struct digest key_of(const struct layer_options *options)
{
	_cleanup_(environment_free) struct environment to = environment_at(
		"/opt/venv", "/opt/venv/site", NULL, options->python_major, options->python_minor);

	return layerkey(options, &to);
}

static struct digest hash_netstrings(const char *const *strings)
{
	_cleanup_(text_free) struct text whole = {0};

	for (; *strings; strings++)
		text_printf(&whole, "%zu:%s,", strlen(*strings), *strings);
	return sha256_of(whole.bytes, whole.length);
}

static void by_hand(void **state)
{
	(void)state;
	_cleanup_(layer_options_free) struct layer_options options = options_of(2);
	_cleanup_free_ char *output = xprintf("output=%d", results_version(STAGE_layer));

	options.wheels.list[1].bytecode = "somewhere";
	options.wheels.list[1].bytecode_digest = (struct digest){A};
	assert_true(allowance_add(&options.allowance, B));
	assert_null(owner_rules_add(&options.owners, "bin/x=a"));
	struct digest key = key_of(&options),
		      wanted = hash_netstrings((const char *const[]){"layer", B "=allowed",
			      "bytecode b-1-py3-none-any.whl=" A,
			      "interpreter=/opt/venv/bin/python3", output, "owners=bin/x=a\n",
			      "part=1/1", "prefix=opt/venv/", "python=3.12", "site=opt/venv/site/",
			      "wheel a-1-py3-none-any.whl=" A, "wheel b-1-py3-none-any.whl=" B,
			      NULL});

	assert_string_equal(key.hex, wanted.hex);
}

/* Where contents lie, and a name that is not known, do not count; all else does. */
static void what_counts(void **state)
{
	(void)state;
	_cleanup_(layer_options_free) struct layer_options options = options_of(1);
	struct digest one = key_of(&options);

	options.wheels.list[0].path = "elsewhere";
	struct digest moved = key_of(&options);

	assert_string_equal(moved.hex, one.hex);
	assert_null(owner_rules_add(&options.owners, "bin/x=a"));
	struct digest ruled = key_of(&options); /* of one wheel there is nothing to settle */

	assert_string_equal(ruled.hex, one.hex);
	assert_true(allowance_add(&options.allowance, B));
	struct digest others = key_of(&options);

	assert_string_equal(others.hex, one.hex);
	options.parts = 2;
	struct digest part = key_of(&options);

	assert_string_not_equal(part.hex, one.hex);
	options.parts = 1;
	options.wheels.list[0].digest = (struct digest){B};
	struct digest content = key_of(&options);

	assert_string_not_equal(content.hex, one.hex);
	free(options.wheels.list[0].filename);
	options.wheels.list[0].filename = NULL;
	struct digest unnamed = key_of(&options);

	assert_string_not_equal(unnamed.hex, content.hex);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_hand),
		cmocka_unit_test(what_counts),
	};

	return run_unit(tests);
}
