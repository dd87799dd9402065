/* SPDX-License-Identifier: MIT */
/* steps: a file of steps is read strictly, and carried out for the packages that are there. */
#include "fixture.h"

#include "debian/steps.h"
#include "lib/json.h"

static const char *version_of(void *context, const char *package)
{
	(void)context;
	return strcmp(package, "absent") == 0 ? NULL : "2:1.2-3+dfsg-4";
}

static struct steps *steps_of(const char *content)
{
	static const char *const path = "x.steps";

	file_write(path, content, strlen(content));
	return steps_read(&path, 1, machine_find("arm64"));
}

static void apply(struct tree *tree, const char *content, json_t *omitted)
{
	_cleanup_(steps_free) struct steps *steps = steps_of(content);

	steps_apply(steps, tree, version_of, NULL, omitted);
}

static void makes_what_it_says(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;
	_cleanup_json_ json_t *omitted = json_array();

	tree_begin(&tree, ".");
	tree_put(&tree, "usr/bin", TAR_DIRECTORY, 0700, 1, 1);
	tree_put_link(&tree, "bin", "usr/bin");
	put_text(&tree, "usr/master", "root\n");
	tree_find(&tree, "usr/master")->mode = 0600;
	put_text(&tree, "etc/kept", "mine\n");
	tree_put(&tree, "var/run", TAR_DIRECTORY, 0755, 0, 0);
	apply(&tree,
		"# comment\n\nmerge bin\npackage one\n  script postinst 0123456789abcdef\n"
		"  directory 2775 0:8 /var/mail\n  file 0664 0:43 /var/log/@ARCH@\n"
		"  file 0644 0:0 /etc/hosts\n  |127.0.0.1\tlocalhost\n  |\n  | @TRIPLET@ @VERSION@ "
		"@UPSTREAM@ @X@\n"
		"  file 0644 0:0 /etc/kept\n  |other\n"
		"  copy /usr/master /etc/passwd\n  link /bin/sh dash\n  relink /var/run /run\n"
		"  directory 0755 0:0 /bin\n  omit two words\n"
		"package absent\n  file 0644 0:0 /etc/absent\n",
		omitted);
	assert_int_equal(tree_find(&tree, "var/mail")->mode, 02775);
	assert_int_equal(tree_find(&tree, "var/mail")->gid, 8);
	assert_int_equal(tree_find(&tree, "var/log/arm64")->gid, 43);
	assert_text(&tree, "etc/hosts",
		"127.0.0.1\tlocalhost\n\n aarch64-linux-gnu 2:1.2-3+dfsg-4 1.2-3 @X@\n");
	assert_text(&tree, "etc/kept", "mine\n");
	assert_text(&tree, "etc/passwd", "root\n");
	assert_int_equal(tree_find(&tree, "etc/passwd")->mode, 0600);
	assert_link(&tree, "usr/bin/sh", "dash");
	assert_link(&tree, "var/run", "/run");
	assert_link(&tree, "bin", "usr/bin");
	assert_null(tree_find(&tree, "etc/absent"));
	assert_int_equal(json_array_size(omitted), 1);
	assert_string_equal(json_string_value(json_array_get(omitted, 0)), "one: two words");
}

static void does_for_a_machine_what_is_for_it(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;
	_cleanup_json_ json_t *omitted = json_array();
	static const char steps[] =
		"package one:amd64\nscript preinst a1\nlink /amd64 a\ndivert /a /b\n"
		"package one:arm64\nscript preinst a2\nlink /arm64 a\ndivert /c /d\n"
		"package one\nlink /any a\ndivert /e /f @X@\n";
	_cleanup_(steps_free) struct steps *read = steps_of(steps);

	assert_false(steps_model_script(read, "one", "preinst", "a1"));
	assert_true(steps_model_script(read, "one", "preinst", "a2"));
	tree_begin(&tree, ".");
	apply(&tree, steps, omitted);
	assert_null(tree_find(&tree, "amd64"));
	assert_link(&tree, "arm64", "a");
	assert_link(&tree, "any", "a");
	assert_text(&tree, "var/lib/dpkg/diversions", "/c\n/d\none\n/e\n/f @X@\none\n");
}

static void reads_one_file_after_the_other(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;
	_cleanup_json_ json_t *omitted = json_array();
	static const char *const paths[] = {"own.steps", "shared.steps"};
	static const char own[] = "package one\nlink /a own\n",
			  shared[] = "merge bin\npackage one\nlink /a shared\nlink /b shared\n";

	file_write(paths[0], own, strlen(own));
	file_write(paths[1], shared, strlen(shared));
	_cleanup_(steps_free) struct steps *steps = steps_read(paths, 2, machine_find("arm64"));
	size_t count;

	tree_begin(&tree, ".");
	steps_apply(steps, &tree, version_of, NULL, omitted);
	assert_link(&tree, "a", "own");
	assert_link(&tree, "b", "shared");
	assert_string_equal(steps_merged(steps, &count)[0], "bin");
}

static void answers_what_is_modelled(void **state)
{
	(void)state;
	_cleanup_(steps_free) struct steps *steps =
		steps_of("merge lib\nmerge bin\nknown update-menus *\n"
			 "package one\nscript postinst a1\nscript postinst a2\ntrigger "
			 "/usr/lib/@TRIPLET@/x\n"
			 "update-alternatives\npackage two\n");
	size_t count;

	assert_string_equal(steps_merged(steps, &count)[1], "bin");
	assert_int_equal(count, 2);
	assert_string_equal(steps_known(steps, &count)[0], "update-menus *");
	assert_int_equal(count, 1);
	assert_true(steps_model_script(steps, "one", "postinst", "a1"));
	assert_true(steps_model_script(steps, "one", "postinst", "a2"));
	assert_false(steps_model_script(steps, "one", "preinst", "a1"));
	assert_false(steps_model_script(steps, "two", "postinst", "a1"));
	assert_true(steps_model_trigger(steps, "one", "/usr/lib/aarch64-linux-gnu/x"));
	assert_false(steps_model_trigger(steps, "one", "/usr/lib/x86_64-linux-gnu/x"));
	assert_true(steps_model_alternatives(steps, "one"));
	assert_false(steps_model_alternatives(steps, "two"));
}

static void refuse(const char *content)
{
	struct tree tree;

	tree_begin(&tree, ".");
	put_text(&tree, "full/file", "");
	apply(&tree, content, json_array());
}

static void refuses_what_cannot_be_done(void **state)
{
	(void)state;
	const struct {
		const char *lines, *message;
	} bad[] = {
		{"package a\nlink a b\n", "x.steps:2: a: a: is not absolute"},
		{"package a\nlink /../a b\n", "leads out"},
		{"package a\ndirectory 0999 0:0 /a\n", "x.steps:2: a: 0999: not a mode or owner"},
		{"package a\ndirectory 0755 root:root /a\n", "root:root: not a mode or owner"},
		{"package a\ndirectory 0755 0 /a\n", "0: not a mode or owner"},
		{"package a\ncopy /none /a\n", "x.steps:2: a: /none: no such file"},
		{"package a\nrelink /full /a\n", "x.steps:2: a: /full: the directory is not empty"},
		{"package a\nlink /full/file/x a\n", "/full/file/x: cannot be made"},
		{"package a\nlink / a\n", "/: cannot be made"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_dies(EXIT_NO, bad[i].message, refuse(bad[i].lines));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_what_it_says),
		cmocka_unit_test(does_for_a_machine_what_is_for_it),
		cmocka_unit_test(reads_one_file_after_the_other),
		cmocka_unit_test(answers_what_is_modelled),
		cmocka_unit_test(refuses_what_cannot_be_done),
	};
	return run_in_directory(tests);
}
