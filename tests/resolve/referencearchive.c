/* SPDX-License-Identifier: MIT */
/* referencearchive: which wheel or sdist an archive is. A script stands in the place of filelayer;
 * real archives are in tests/resolve/references.t. */
#include "unit.h"

#include "lib/json.h"
#include "resolve/referencearchive.h"
#include "scratch.h"

static const char filelayer[] =
	"#!/bin/sh\nprintf '{\"digest\": \"sha256:%064d\", \"size\": 7}' 5\n";
static const char project[] = "[project]\nname = 'A.b'\nversion = '1.0'\n";

/* What an archive FILENAME is: `NAME VERSION FILENAME SIZE`, and the source's subdirectory. NAME
 * and SUBDIRECTORY are what the reference says. */
static char *found_of(const char *filename, const char *name, const char *subdirectory,
	const struct lockedreference *known)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	static const struct scratch_entry entries[] = {{'f', "top/pyproject.toml", project},
		{'f', "top/part/pyproject.toml", "[project]\nname = 'part'\nversion = '2'\n"}, {0}};
	const char *path = scratch_archive(&scratch, "archive", true, entries);
	const char *root = scratch_path(&scratch, "store");
	const struct archiver archiver = {scratch.path, root};
	_cleanup_(store_close) struct store store = store_open(root);
	_cleanup_json_ json_t *table = json_pack("{s:s}", "url", "u");
	const struct reference reference = {
		.place = "it", .name = name, .subdirectory = subdirectory};
	const struct foundarchive archive = {path, filename, sha256_of("x", 1), 3, table};

	chmod(scratch_write(&scratch, "bin/filelayer", filelayer), 0755);
	store_put(&store, "kept", 4);
	_cleanup_json_ json_t *found =
		reference_archive(&reference, &archive, known, &archiver, &store, NULL);
	const json_t *source = json_object_get(json_object_get(found, "source"), "archive");
	const char *part = json_string_value(json_object_get(source, "subdirectory"));

	assert_int_equal(json_integer_value(json_object_get(source, "size")), 3);
	return xprintf("%s %s %s %jd%s%s", json_want_string(found, "name", "it"),
		json_want_string(found, "version", "it"), json_want_string(found, "filename", "it"),
		(intmax_t)json_want_size(found, "size", "it"), part ? " " : "", part ? part : "");
}

static void assert_found(
	const char *filename, const char *name, const char *subdirectory, const char *wanted)
{
	_cleanup_free_ char *found =
		found_of(filename, name, subdirectory, &(struct lockedreference){0});

	assert_string_equal(found, wanted);
}

static void it_is_what_it_is(void **state)
{
	(void)state;
	assert_found(
		"A.b-v1.0-py3-none-any.whl", NULL, NULL, "a-b 1.0 A.b-v1.0-py3-none-any.whl 3");
	assert_found("a-1.0.tar.gz", NULL, NULL, "a 1.0 a-1.0.tar.gz 3");
	assert_found("a-1.0.tar.gz", "a-b", NULL, "a-b 1.0 a_b-1.0.tar.gz 3");
	assert_found("v1.0.zip", NULL, NULL, "a-b 1.0 a_b-1.0.zip 3");
	assert_found("a-main.tar.gz", NULL, NULL, "a-b 1.0 a_b-1.0.tar.gz 3");
}

static void one_is_made_of_it(void **state)
{
	(void)state;
	assert_found("a-3.0.tgz", NULL, NULL, "a-b 1.0 a_b-1.0.tar.gz 7");
	assert_found("a.tar.xz", NULL, NULL, "a-b 1.0 a_b-1.0.tar.gz 7");
	assert_found("a-3.0.tar.gz", NULL, "part", "part 2 part-2.tar.gz 7 part");
}

static void the_lock_knows_it(void **state)
{
	(void)state;
	struct digest kept = sha256_of("kept", 4), gone = sha256_of("gone", 4);
	const struct lockedreference plain = {.name = "k", .version = "9"};
	const struct lockedreference made = {.name = "k",
		.version = "9",
		.filename = "k-9.tar.gz",
		.sha256 = kept.hex,
		.size = 4};
	const struct lockedreference lost = {.name = "k",
		.version = "9",
		.filename = "k-9.tar.gz",
		.sha256 = gone.hex,
		.size = 4};
	_cleanup_free_ char *sdist = found_of("v1.0.tar.gz", NULL, NULL, &plain);
	_cleanup_free_ char *part = found_of("v1.0.tar.gz", NULL, "part", &made);
	_cleanup_free_ char *again = found_of("v1.0.tar.gz", NULL, "part", &lost);

	assert_string_equal(sdist, "k 9 k-9.tar.gz 3");
	assert_string_equal(part, "k 9 k-9.tar.gz 4 part");
	assert_string_equal(again, "part 2 part-2.tar.gz 7 part");
}

static void it_is_none(void **state)
{
	(void)state;
	static const struct lockedreference unknown = {0};

	assert_dies(EXIT_NO, "it: 'index.html' is no wheel (.whl), and no archive (.tar.gz, ",
		found_of("index.html", NULL, NULL, &unknown));
	assert_dies(EXIT_NO, "it: '' is no wheel", found_of("", NULL, NULL, &unknown));
	assert_dies(EXIT_NO, "it: a.whl: ", found_of("a.whl", NULL, NULL, &unknown));
	assert_dies(EXIT_NO, "it: it has no directory 'none'",
		found_of("a-1.0.tar.gz", NULL, "none", &unknown));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_what_it_is),
		cmocka_unit_test(one_is_made_of_it),
		cmocka_unit_test(the_lock_knows_it),
		cmocka_unit_test(it_is_none),
	};
	return run_unit(tests);
}
