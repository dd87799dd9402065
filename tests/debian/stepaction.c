/* SPDX-License-Identifier: MIT */
/* stepaction: each verb does its work once, and says where it cannot. */
#include "fixture.h"

#include "debian/stepaction.h"
#include "lib/json.h"

/* Carries out the lines for the package `it`, version 1-2, of an arm64 root. */
static void act(struct tree *tree, const char *lines, json_t *omitted)
{
	_cleanup_(stepfile_free) struct stepfile file = {0};
	_cleanup_free_ char *content = xprintf("package it\n%s", lines);

	file_write("x.steps", content, strlen(content));
	stepfile_read(&file, "x.steps");
	for (size_t i = 0; i < file.count; i++)
		if (stepaction_exists(&file.steps[i]))
			stepaction_carry_out(
				&file.steps[i], tree, machine_find("arm64"), "1-2", omitted);
}

static void only_some_verbs_act(void **state)
{
	(void)state;
	static const char *const acts[] = {"directory", "file", "copy", "link", "relink", "divert",
		"ldconfig", "update-ca-certificates", "update-shells", "omit"};
	static const char *const declares[] = {
		"merge", "known", "script", "trigger", "update-alternatives"};

	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		assert_true(stepaction_exists(&(struct step){.verb = acts[i]}));
	for (size_t i = 0; i < sizeof declares / sizeof *declares; i++) {
		const struct step step = {.verb = declares[i]};

		assert_false(stepaction_exists(&step));
		stepaction_carry_out(&step, NULL, NULL, "1", NULL);
	}
}

static void what_it_makes(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;
	_cleanup_json_ json_t *omitted = json_array();

	tree_begin(&tree, ".");
	tree_put(&tree, "old", TAR_DIRECTORY, 0755, 0, 0);
	act(&tree,
		"directory 1777 1:2 /tmp\nfile 0640 3:4 /etc/@ARCH@\n|@VERSION@ of @UPSTREAM@\n"
		"copy /etc/arm64 /deep/er/copy\nlink /to /etc/arm64\nrelink /old /new\n"
		"divert /a /b\nomit @TRIPLET@ things\n",
		omitted);
	const struct tree_node *directory = tree_find(&tree, "tmp");
	const struct tree_node *copy = tree_find(&tree, "deep/er/copy");

	assert_int_equal(directory->mode, 01777);
	assert_int_equal(directory->uid, 1);
	assert_int_equal(directory->gid, 2);
	assert_text(&tree, "etc/arm64", "1-2 of 1\n");
	assert_text(&tree, "deep/er/copy", "1-2 of 1\n");
	assert_int_equal(copy->mode, 0640);
	assert_int_equal(copy->uid, 3);
	assert_int_equal(copy->gid, 4);
	assert_link(&tree, "to", "/etc/arm64");
	assert_link(&tree, "old", "/new");
	assert_text(&tree, "var/lib/dpkg/diversions", "/a\n/b\nit\n");
	assert_string_equal(
		json_string_value(json_array_get(omitted, 0)), "it: aarch64-linux-gnu things");
}

/* What each of them makes in full is tested beside its module. */
static void programs_of_maintainers_run(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;
	_cleanup_json_ json_t *omitted = json_array();

	tree_begin(&tree, ".");
	put_text(&tree, "usr/share/debianutils/shells", "/bin/sh\n");
	act(&tree, "update-shells\nupdate-ca-certificates\nldconfig made\n", omitted);
	assert_text(&tree, "etc/shells", "# /etc/shells: valid login shells\n/bin/sh\n");
	assert_non_null(tree_find(&tree, "etc/ssl/certs/ca-certificates.crt"));
	assert_non_null(tree_find(&tree, "etc/ld.so.cache"));
	assert_int_equal(json_array_size(omitted), 0);
}

static void what_is_there_stays(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;
	_cleanup_json_ json_t *omitted = json_array();

	tree_begin(&tree, ".");
	put_text(&tree, "mine", "mine\n");
	put_text(&tree, "other", "other\n");
	act(&tree, "file 0600 1:1 /mine\n|new\ncopy /other /mine\nlink /mine x\nrelink /mine x\n",
		omitted);
	assert_text(&tree, "mine", "mine\n");
	assert_int_equal(json_array_size(omitted), 0);
}

static void refuse(const char *lines)
{
	struct tree tree;

	tree_begin(&tree, ".");
	put_text(&tree, "full/file", "");
	act(&tree, lines, json_array());
}

static void what_cannot_be_done(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "x.steps:3: it: relative: is not absolute",
		refuse("link /a b\nlink relative b\n"));
	assert_dies(EXIT_NO, "x.steps:2: it: 10000: not a mode or owner",
		refuse("directory 10000 0:0 /a\n"));
	assert_dies(EXIT_NO, "4294967296: not a mode or owner",
		refuse("directory 0755 0:4294967296 /a\n"));
	assert_dies(EXIT_NO, "/full: no such file", refuse("copy /full /a\n"));
	assert_dies(EXIT_NO, "/full: the directory is not empty", refuse("relink /full /a\n"));
	assert_dies(EXIT_NO, "/full/file/x: cannot be made", refuse("link /full/file/x a\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_some_verbs_act),
		cmocka_unit_test(what_it_makes),
		cmocka_unit_test(programs_of_maintainers_run),
		cmocka_unit_test(what_is_there_stays),
		cmocka_unit_test(what_cannot_be_done),
	};
	return run_in_directory(tests);
}
