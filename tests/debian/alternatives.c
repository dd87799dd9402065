/* SPDX-License-Identifier: MIT */
/* alternatives: literal commands are understood, and make what update-alternatives makes. */
#include "fixture.h"

#include "debian/alternatives.h"

static void takes_literal_commands_only(void **state)
{
	(void)state;
	struct alternative it;
	const char *const bad[] = {"", "update-alternatives", "update-alternatives --remove x /y",
		"update-alternatives --install /usr/bin/x x /usr/bin/y",
		"update-alternatives --install /usr/bin/x x /usr/bin/$y 10",
		"update-alternatives --install usr/bin/x x /usr/bin/y 10",
		"update-alternatives --install /usr/bin/../x x /usr/bin/y 10",
		"update-alternatives --install /usr/bin/x a/x /usr/bin/y 10",
		"update-alternatives --install /usr/bin/x x /usr/bin/y ten",
		"update-alternatives --install /usr/bin/x x /usr/bin/y 10 --slave /a b",
		"update-alternatives --install /usr/bin/x x /usr/bin/y 10 --slav /a b /c",
		"update-alternatives --install /usr/bin/x x /usr/bin/y 10; rm -rf /",
		"update-alternatives --install /usr/bin/x x /usr/bin/y 10 || echo no",
		"true && update-alternatives --install /usr/bin/x x /usr/bin/y 10"};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(alternative_parse(bad[i], &it));
	assert_true(alternative_parse("update-alternatives --install \t/usr/bin/x  x /usr/bin/y -5 "
				      "--slave /a b /c  || true",
		&it));
	assert_int_equal(it.count, 2);
	alternative_free(&it);
	assert_true(alternative_parse(
		"update-alternatives --quiet --install /a b /c 1 --slave /d e /f #--slave /g h /i",
		&it));
	assert_int_equal(it.count, 2);
	alternative_free(&it);
	assert_true(alternative_parse(
		"update-alternatives --install /usr/bin/x x /usr/bin/y -5 --slave /a b /c", &it));
	assert_int_equal(it.priority, -5);
	assert_string_equal(it.links[0].path, "/usr/bin/y");
	assert_string_equal(it.links[1].name, "b");
	alternative_free(&it);
}

/* Carries out the commands here and by the real program, in roots that hold the same files. */
static void install(struct tree *tree, const char *const *commands, size_t count)
{
	struct alternative alternatives[8];

	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *real = xprintf(
			"update-alternatives --root $PWD/root --quiet%s 2>/dev/null || true",
			commands[i] + strlen("update-alternatives"));

		shell_do(real);
		assert_true(alternative_parse(commands[i], &alternatives[i]));
	}
	alternatives_install(tree, alternatives, count);
	for (size_t i = 0; i < count; i++)
		alternative_free(&alternatives[i]);
}

static void makes_what_update_alternatives_makes(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;
	const char *const commands[] = {
		"update-alternatives --install /usr/bin/awk awk /usr/bin/mawk 5 --slave "
		"/usr/man/awk awk.1 "
		"/usr/man/mawk --slave /usr/bin/nawk nawk /usr/bin/mawk",
		"update-alternatives --install /usr/bin/awk awk /usr/bin/gawk 10 --slave "
		"/usr/man/awk awk.1 "
		"/usr/man/missing --slave /usr/bin/gnu gnu.1 /usr/bin/gawk",
		"update-alternatives --install /usr/lib/x.so x /usr/lib/a/x.so 7",
		"update-alternatives --install /usr/bin/none none /usr/bin/missing 7",
	};
	const char *const files[] = {
		"usr/bin/mawk", "usr/bin/gawk", "usr/man/mawk", "usr/lib/a/x.so"};

	tree_begin(&tree, ".");
	shell_do("mkdir -p root/usr/bin root/usr/man root/usr/lib/a root/etc/alternatives "
		 "root/var/lib/dpkg/alternatives root/var/log");
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		_cleanup_free_ char *touch = xprintf("touch root/%s", files[i]);

		shell_do(touch);
		put_text(&tree, files[i], "");
	}
	install(&tree, commands, sizeof commands / sizeof *commands);
	_cleanup_(
		text_free) struct text awk = shell("cat root/var/lib/dpkg/alternatives/awk"),
				       x = shell("cat root/var/lib/dpkg/alternatives/x"),
				       links = shell(
					       "cd root; find . -type l -printf '%P %l\\n' | sort");
	_cleanup_(text_free) struct text ours = {0};
	_cleanup_free_ struct tree_node **nodes = tree_list(&tree);

	assert_text(&tree, "var/lib/dpkg/alternatives/awk", awk.bytes);
	assert_text(&tree, "var/lib/dpkg/alternatives/x", x.bytes);
	for (size_t i = 0; i < tree.count; i++)
		if (nodes[i]->type == TAR_SYMLINK)
			text_printf(&ours, "%s %s\n", nodes[i]->path, nodes[i]->link);
	assert_string_equal(ours.bytes, links.bytes);
	assert_null(tree_find(&tree, "var/lib/dpkg/alternatives/none"));
}

static void replaces_no_file(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;
	struct alternative it;

	tree_begin(&tree, ".");
	put_text(&tree, "usr/bin/x", "");
	put_text(&tree, "usr/bin/y", "");
	assert_true(
		alternative_parse("update-alternatives --install /usr/bin/x x /usr/bin/y 1", &it));
	assert_dies(EXIT_NO, "/usr/bin/x: a link of update-alternatives cannot be made",
		alternatives_install(&tree, &it, 1));
	alternative_free(&it);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_literal_commands_only),
		cmocka_unit_test(makes_what_update_alternatives_makes),
		cmocka_unit_test(replaces_no_file),
	};
	return run_in_directory(tests);
}
