/* SPDX-License-Identifier: MIT */
/* referencefinder: what is at a URL or a path. Scripts stand in the place of other programs; git
 * and servers are in tests/resolve/references.t and tests/mk/references.t. */
#include "unit.h"

#include "lib/json.h"
#include "resolve/referencefinder.h"
#include "scratch.h"

#define WHEEL "a-1.0-py3-none-any.whl"

struct fixture {
	struct scratch scratch;
	struct referencefinder finder;
};

/* With the programs fetch and fetchurl, scripts that write down what they are asked. */
static void begin(struct fixture *it, const char *fetch, const char *fetchurl)
{
	it->scratch = scratch_make();
	const char *root = scratch_path(&it->scratch, "store");

	chmod(scratch_write(&it->scratch, "bin/fetch", fetch), 0755);
	chmod(scratch_write(&it->scratch, "bin/fetchurl", fetchurl), 0755);
	it->finder = (struct referencefinder){.archiver = {it->scratch.path, root},
		.store = store_open(root),
		.lock = "lock",
		.locked = json_array()};
	assert_int_equal(chdir(it->scratch.path), 0);
}

static void end(struct fixture *it)
{
	json_free(&it->finder.locked);
	store_close(&it->finder.store);
	scratch_remove(&it->scratch);
}

/* What is found: `NAME FILENAME SHA256`. */
static char *found_of(struct fixture *it, struct reference reference)
{
	reference.place = "it";
	_cleanup_json_ json_t *found = reference_find(&it->finder, &reference);

	return xprintf("%s %s %.4s", json_want_string(found, "name", "it"),
		json_want_string(found, "filename", "it"), json_want_string(found, "sha256", "it"));
}

static void assert_found(struct fixture *it, struct reference reference, const char *wanted)
{
	_cleanup_free_ char *found = found_of(it, reference);

	assert_string_equal(found, wanted);
}

static const char says[] = "#!/bin/sh\necho \"$@\" >>asked\nprintf '%064d 5\\n' 7\n";
static const char takes[] = "#!/bin/sh\ncat >>asked\n";
static const char fails[] = "#!/bin/sh\nexit 1\n";
static const char breaks[] = "#!/bin/sh\nexit 3\n";

static void a_url_is_asked(void **state)
{
	(void)state;
	_cleanup_(end) struct fixture it;

	begin(&it, fails, says);
	struct reference reference = {.kind = "archive", .location = "https://h/" WHEEL};

	assert_found(&it, reference, "a " WHEEL " 0000");
	reference.location = "https://h/x%2F" WHEEL "?y=/z";
	assert_found(&it, reference, "a " WHEEL " 0000");
	reference.name = "b";
	assert_dies(EXIT_NO, "it: it asks for b, and what is there is a", found_of(&it, reference));
}

static void a_url_has_nothing(void **state)
{
	(void)state;
	struct reference reference = {.kind = "archive", .location = "https://h/" WHEEL};
	_cleanup_(end) struct fixture no;

	begin(&no, fails, fails);

	assert_dies(EXIT_NO, "it: https://h/" WHEEL " cannot be had", found_of(&no, reference));
	_cleanup_(end) struct fixture broken;

	begin(&broken, fails, breaks);

	assert_dies(EXIT_SYSTEM, " cannot be had, as explained", found_of(&broken, reference));
	_cleanup_(end) struct fixture silent;

	begin(&silent, fails, takes);

	assert_dies(EXIT_SYSTEM, "fetchurl: does not say", found_of(&silent, reference));
}

static void the_store_has_what_its_line_allows(void **state)
{
	(void)state;
	_cleanup_(end) struct fixture it;

	begin(&it, fails, fails);
	struct digest digest = store_put(&it.finder.store, "x", 1);
	struct reference reference = {
		.kind = "archive", .location = "https://h/" WHEEL, .sha256 = digest.hex};

	assert_found(&it, reference, "a " WHEEL " 2d71");
}

static void the_lock_has_it(void **state)
{
	(void)state;
	_cleanup_(end) struct fixture it;

	begin(&it, takes, fails);
	struct reference reference = {.kind = "archive", .location = "https://h/" WHEEL};
	struct digest digest = sha256_of("x", 1);

	json_array_append_new(
		it.finder.locked, json_pack("{s:s, s:s, s:{s:s, s:i, s:{s:s}}}", "name", "a",
					  "version", "1.0", "archive", "url", reference.location,
					  "size", 5, "hashes", "sha256", digest.hex));
	assert_found(&it, reference, "a " WHEEL " 2d71");
	_cleanup_free_ char *wanted = xprintf("%s 5 " WHEEL " https://h/" WHEEL "\n", digest.hex);
	_cleanup_(text_free) struct text asked =
		file_read(scratch_path(&it.scratch, "asked"), 4096);

	assert_string_equal(text_string(&asked), wanted);
	chmod(scratch_write(&it.scratch, "bin/fetch", fails), 0755);
	assert_dies(EXIT_NO, "https://h/" WHEEL ": not the file that is locked",
		found_of(&it, reference));
}

static void a_path_is_copied(void **state)
{
	(void)state;
	_cleanup_(end) struct fixture it;

	begin(&it, fails, fails);
	struct reference reference = {.kind = "local", .location = "./" WHEEL};
	struct digest digest = sha256_of("x", 1);

	scratch_write(&it.scratch, WHEEL, "x");
	assert_found(&it, reference, "a " WHEEL " 2d71");
	assert_true(store_has(&it.finder.store, &digest, NULL));
	reference.sha256 = "00";
	assert_dies(EXIT_NO, "it: " WHEEL " has the sha256 2d71", found_of(&it, reference));
}

static void a_path_is_none(void **state)
{
	(void)state;
	_cleanup_(end) struct fixture it;

	begin(&it, fails, fails);

	scratch_write(&it.scratch, "dir/file", "x");
	assert_dies(EXIT_NO, "it: 'none' is not there",
		found_of(&it, (struct reference){.kind = "local", .location = "none"}));
	assert_dies(EXIT_NO, "it: '..' lies outside the project",
		found_of(&it, (struct reference){.kind = "local", .location = ".."}));
	assert_dies(EXIT_NO, "it: 'dir' has no pyproject.toml",
		found_of(&it, (struct reference){.kind = "local", .location = "dir"}));
	assert_dies(EXIT_NO, "it: ext::date: https:, ssh: or file: is wanted",
		found_of(&it, (struct reference){.kind = "git", .location = "ext::date"}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_url_is_asked),
		cmocka_unit_test(a_url_has_nothing),
		cmocka_unit_test(the_store_has_what_its_line_allows),
		cmocka_unit_test(the_lock_has_it),
		cmocka_unit_test(a_path_is_copied),
		cmocka_unit_test(a_path_is_none),
	};
	return run_unit(tests);
}
