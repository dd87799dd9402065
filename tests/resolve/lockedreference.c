/* SPDX-License-Identifier: MIT */
/* lockedreference: what a lock says of the references that requirements have. */
#include "unit.h"

#include "lib/json.h"
#include "resolve/lockedreference.h"
#include "scratch.h"

#define COMMIT "0123456789012345678901234567890123456789"
#define HASH "0123456789012345678901234567890123456789012345678901234567890123"

static const char lock[] =
	"lock-version = '1.0'\n"
	"[[packages]]\nname = 'index'\nversion = '1'\n"
	"[[packages]]\nname = 'file'\nversion = '2'\n"
	"archive = { url = 'https://h/f.whl', size = 5, hashes = { sha256 = '" HASH "' } }\n"
	"[[packages]]\nname = 'tree'\n"
	"vcs = { type = 'git', url = 'https://h/t', requested-revision = 'main', commit-id = "
	"'" COMMIT "', subdirectory = 'a' }\n"
	"tool.pylock-mk = { version = '3', file = 'tree-3.tar.gz', sha256 = '" HASH
	"', size = 7 }\n";

static json_t *packages_of(const char *text, const char *anew)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(stringlist_free) struct stringlist names = {0};

	if (anew)
		stringlist_add(&names, xstrdup(anew));
	return lockedreference_packages(scratch_write(&scratch, "lock", text), &names);
}

static void what_it_has_is_found(void **state)
{
	(void)state;
	_cleanup_json_ json_t *packages = packages_of(lock, NULL);
	_cleanup_(lockedreference_free) struct lockedreference file =
		lockedreference_find(packages, "archive", "https://h/f.whl", NULL, NULL, "lock");
	_cleanup_(lockedreference_free) struct lockedreference tree =
		lockedreference_find(packages, "vcs", "https://h/t", "a", "main", "lock");

	assert_non_null(file.table);
	assert_string_equal(file.name, "file");
	assert_string_equal(file.version, "2");
	assert_null(file.sha256);
	assert_string_equal(json_string_value(json_object_get(tree.table, "commit-id")), COMMIT);
	assert_string_equal(tree.version, "3");
	assert_string_equal(tree.filename, "tree-3.tar.gz");
	assert_string_equal(tree.sha256, HASH);
	assert_int_equal(tree.size, 7);
}

static void assert_none(const char *kind, const char *url, const char *part, const char *revision)
{
	_cleanup_json_ json_t *packages = packages_of(lock, NULL);
	struct lockedreference found =
		lockedreference_find(packages, kind, url, part, revision, "lock");

	assert_null(found.table);
	assert_null(found.version);
}

static void others_are_not(void **state)
{
	(void)state;
	assert_none("archive", "https://h/g.whl", NULL, NULL);
	assert_none("archive", "https://h/f.whl", "a", NULL);
	assert_none("vcs", "https://h/f.whl", NULL, NULL);
	assert_none("vcs", "https://h/t", "a", NULL);
	assert_none("vcs", "https://h/t", "a", "dev");
	assert_none("vcs", "https://h/t", NULL, "main");
	assert_none("directory", "https://h/t", NULL, NULL);
}

static void what_is_asked_for_anew_is_left_out(void **state)
{
	(void)state;
	_cleanup_(stringlist_free) struct stringlist none = {0};
	_cleanup_json_ json_t *packages = packages_of(lock, "tree");
	_cleanup_json_ json_t *missing = lockedreference_packages("/none/such", &none);
	_cleanup_json_ json_t *nothing = lockedreference_packages(NULL, &none);

	assert_int_equal(json_array_size(packages), 2);
	assert_int_equal(json_array_size(missing), 0);
	assert_int_equal(json_array_size(nothing), 0);
}

/* Looks for anything in a lock with the one package that has these lines. */
static void look(const char *lines)
{
	_cleanup_free_ char *text = xprintf("[[packages]]\n%s", lines);
	_cleanup_json_ json_t *packages = packages_of(text, NULL);

	lockedreference_find(packages, "vcs", "https://h/u", NULL, NULL, "it");
}

static void it_is_malformed(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, ".name: missing", look("version = '1'"));
	assert_dies(EXIT_NO,
		"it: a: .vcs: ", look("name = 'a'\nvcs = { type = 'git', url = 'https://h/u' }"));
	assert_dies(EXIT_NO, "it: a: .sha256: not one",
		look("name = 'a'\nvcs = { type = 'git', url = 'https://h/u', commit-id = '" COMMIT
		     "' }\ntool.pylock-mk = { file = 'f', sha256 = 'x', size = 1 }"));
	assert_dies(EXIT_NO, ".packages: ", packages_of("packages = 3", NULL));
	assert_dies(EXIT_NO, "not valid TOML", packages_of("x", NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_it_has_is_found),
		cmocka_unit_test(others_are_not),
		cmocka_unit_test(what_is_asked_for_anew_is_left_out),
		cmocka_unit_test(it_is_malformed),
	};
	return run_unit(tests);
}
