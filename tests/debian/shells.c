/* SPDX-License-Identifier: MIT */
/* shells: /etc/shells and its state are those that update-shells makes. */
#include "fixture.h"

#include "debian/shells.h"

static void lists_shells_and_where_they_are(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;

	tree_begin(&tree, ".");
	tree_put(&tree, "usr/bin", TAR_DIRECTORY, 0755, 0, 0);
	tree_put_link(&tree, "bin", "usr/bin");
	put_text(&tree, "usr/share/debianutils/shells",
		"# /etc/shells: valid login shells\n/bin/sh\n");
	put_text(&tree, "usr/share/debianutils/shells.d/dash", "/bin/dash\n");
	put_text(&tree, "usr/share/debianutils/shells.d/bash",
		"/bin/bash # comment\n\n/usr/bin/rbash\n");
	shells_update(&tree);
	/* What update-shells of debianutils 5.7 writes for these files. */
	assert_text(&tree, "var/lib/shells.state",
		"/bin/sh\n/usr/bin/sh\n/bin/bash \n/usr/bin/bash "
		"\n/usr/bin/rbash\n/bin/dash\n/usr/bin/dash\n");
	assert_text(&tree, "etc/shells",
		"# /etc/shells: valid login shells\n/bin/sh\n/usr/bin/sh\n/bin/bash "
		"\n/usr/bin/bash \n"
		"/usr/bin/rbash\n/bin/dash\n/usr/bin/dash\n");
}

static void lists_each_shell_once(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;

	tree_begin(&tree, ".");
	tree_put(&tree, "usr/bin", TAR_DIRECTORY, 0755, 0, 0);
	tree_put_link(&tree, "bin", "usr/bin");
	put_text(&tree, "usr/share/debianutils/shells",
		"# /etc/shells: valid login shells\n/bin/sh\n");
	put_text(&tree, "usr/share/debianutils/shells.d/bash",
		"/bin/bash\n/usr/bin/bash\n/bin/rbash\n/usr/bin/rbash\n");
	put_text(&tree, "usr/share/debianutils/shells.d/dash", "/usr/bin/dash\n");
	shells_update(&tree);
	/* What update-shells of debianutils 5.23.2 makes of bash and dash in Debian 13. */
	assert_text(&tree, "etc/shells",
		"# /etc/shells: valid login "
		"shells\n/bin/sh\n/usr/bin/sh\n/bin/bash\n/usr/bin/bash\n"
		"/bin/rbash\n/usr/bin/rbash\n/usr/bin/dash\n");
	assert_text(&tree, "var/lib/shells.state",
		"/bin/sh\n/usr/bin/sh\n/bin/bash\n/usr/bin/bash\n/bin/rbash\n/usr/bin/rbash\n"
		"/usr/bin/dash\n");
}

static void does_nothing_without_a_list(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;

	tree_begin(&tree, ".");
	shells_update(&tree);
	assert_int_equal(tree.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_shells_and_where_they_are),
		cmocka_unit_test(lists_each_shell_once),
		cmocka_unit_test(does_nothing_without_a_list),
	};
	return run_in_directory(tests);
}
