/* SPDX-License-Identifier: MIT */
/* treeidentity: names and versions as a lock has them, by the tree's files or by its build. */
#include "unit.h"

#include "lib/json.h"
#include "resolve/treeidentity.h"
#include "scratch.h"

/* As packaging's canonicalize_name(name, validate=True) and str(Version(version)) have them. */
static void they_are_normal(void **state)
{
	(void)state;
	static const char *const rows[][4] = {{"A.b_-c", "1.0", "a-b-c", "1.0"},
		{"a", " v1.0-ALPHA.01 ", "a", "1.0a1"},
		{"a", "1!2.0+Local_1", "a", "1!2.0+local.1"}};
	static const char *const bad[][2] = {
		{"a b", "1"}, {"", "1"}, {"a", ""}, {"a", "x"}, {"a", "1 2"}, {"-a", "1"}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		_cleanup_(source_identity_free) struct source_identity normal =
			identity_normal(rows[i][0], rows[i][1], "it");

		assert_string_equal(normal.name, rows[i][2]);
		assert_string_equal(normal.version, rows[i][3]);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_dies(EXIT_NO, "it: what is there has the name '",
			identity_normal(bad[i][0], bad[i][1], "it"));
	assert_dies(EXIT_NO, "the name '' and the version ''", identity_normal(NULL, NULL, "it"));
}

/* Of a tree with that pyproject.toml in `part`: `NAME VERSION`. */
static char *identity_of(const char *project, const char *name)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_json_ json_t *builder =
		json_pack("[s, s, s]", "sh", "-c", "echo Name: Built; echo Version: 9.0");

	scratch_write(&scratch, "tree/part/pyproject.toml", project);
	_cleanup_(source_identity_free) struct source_identity identity =
		tree_identity(builder, scratch_path(&scratch, "tree"), "part", name, "it");

	return xprintf("%s %s", identity.name, identity.version);
}

static void files_or_the_build_say_it(void **state)
{
	(void)state;
	static const char *const rows[][3] = {
		{"[project]\nname = 'A'\nversion = '1.0'\n", NULL, "a 1.0"},
		{"[project]\nversion = '1.0'\n", "b", "b 1.0"},
		{"[project]\nversion = '1.0'\n", NULL, "built 9.0"},
		{"[project]\nname = 'A'\n", "a", "built 9.0"}, {"", NULL, "built 9.0"}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		_cleanup_free_ char *identity = identity_of(rows[i][0], rows[i][1]);

		assert_string_equal(identity, rows[i][2]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_are_normal),
		cmocka_unit_test(files_or_the_build_say_it),
	};
	return run_unit(tests);
}
