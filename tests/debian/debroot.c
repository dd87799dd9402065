/* SPDX-License-Identifier: MIT */
/* debroot: packages become a root; what nobody modelled is named. */
#include "fixture.h"

#include "debian/debroot.h"

/* package NAME ARCHITECTURE: builds the directory NAME. */
static const char make_packages[] =
	"umask 022; package() { mkdir -p $1/DEBIAN\n"
	"printf 'Package: %s\\nVersion: 1\\nArchitecture: %s\\nMaintainer: x <y>\\nDescription: "
	"x\\n' $1 $2 "
	">$1/DEBIAN/control; dpkg-deb --root-owner-group -b $1 $1.deb >/dev/null; }\n"
	"script() { mkdir -p $1/DEBIAN; cat >$1/DEBIAN/$2; chmod 755 $1/DEBIAN/$2; }\n"
	"mkdir -p h/usr/bin; ln -s usr/bin h/bin; package h all\n"
	"mkdir -p a/bin a/usr/bin b/usr/bin b/lib64 c/usr/share/c/plugins d/usr/share/c/plugins "
	"e/usr/bin\n"
	"echo a >a/bin/a; echo b >b/usr/bin/b; echo b >b/lib64/b; echo d >d/usr/share/c/plugins/d; "
	"echo e "
	">e/usr/bin/a\n"
	"printf '#!/bin/sh\\nset -e\\nupdate-alternatives --install /bin/it it /bin/a 5\\n' | "
	"script a "
	"postinst\n"
	"printf '#!/bin/sh\\nuseradd b\\n' | script b preinst\n"
	"mkdir -p c/DEBIAN; printf 'interest /usr/share/c/plugins\\ninterest c-event\\n' "
	">c/DEBIAN/triggers\n"
	"mkdir -p d/DEBIAN; echo 'activate-noawait c-event' >d/DEBIAN/triggers\n"
	"package a all; package b arm64; package c all; package d all; package e all; package f "
	"amd64\n"
	"printf 'merge bin\\nmerge lib64\\nmerge lib32\\npackage c\\ntrigger c-event\\n' >steps\n";

static void build(struct tree *tree, json_t *unmodelled, size_t count, const char *const *names)
{
	static const char *const path = "steps";
	_cleanup_(steps_free) struct steps *steps = steps_read(&path, 1, machine_find("arm64"));
	struct debroot_report report = {.unmodelled = unmodelled, .omitted = json_array()};
	struct deb_file files[8];

	for (size_t i = 0; i < count; i++)
		files[i] = (struct deb_file){.path = names[i], .name = names[i]};
	tree_begin(tree, ".");
	debroot_build(tree, machine_find("arm64"), steps, files, count, &report);
	json_decref(report.omitted);
}

static void builds_a_root(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;
	json_t *unmodelled = json_array();

	shell_do(make_packages);
	build(&tree, unmodelled, 4, (const char *const[]){"d.deb", "b.deb", "c.deb", "a.deb"});
	assert_link(&tree, "bin", "usr/bin");
	assert_link(&tree, "lib64", "usr/lib64");
	assert_null(tree_find(&tree, "lib32"));
	assert_text(&tree, "usr/bin/a", "a\n");
	assert_link(&tree, "usr/bin/it", "/etc/alternatives/it");
	assert_link(&tree, "etc/alternatives/it", "/bin/a");
	assert_text(&tree, "var/lib/dpkg/info/a.list", "/.\n/bin\n/bin/a\n/usr\n/usr/bin\n");
	assert_int_equal(json_array_size(unmodelled), 2);
	assert_non_null(strstr(
		json_string_value(json_array_get(unmodelled, 0)), "b: preinst is not modelled ("));
	assert_string_equal(json_string_value(json_array_get(unmodelled, 1)),
		"c: trigger /usr/share/c/plugins, which d activates, is not modelled");
	json_decref(unmodelled);
}

static void takes_a_package_that_brings_the_merged_links_itself(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;
	json_t *unmodelled = json_array();

	build(&tree, unmodelled, 2, (const char *const[]){"a.deb", "h.deb"});
	assert_link(&tree, "bin", "usr/bin");
	assert_text(&tree, "usr/bin/a", "a\n");
	assert_text(&tree, "var/lib/dpkg/info/h.list", "/.\n/usr\n/usr/bin\n/bin\n");
	json_decref(unmodelled);
}

static void refuse(size_t count, const char *const *names)
{
	struct tree tree;

	build(&tree, json_array(), count, names);
}

static void refuses_what_does_not_go_together(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "f.deb: is for amd64, not for arm64",
		refuse(1, (const char *const[]){"f.deb"}));
	assert_dies(EXIT_NO, "a.deb: the package a is given twice",
		refuse(2, (const char *const[]){"a.deb", "a.deb"}));
	assert_dies(EXIT_NO, "e.deb: usr/bin/a: is there already",
		refuse(2, (const char *const[]){"a.deb", "e.deb"}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(builds_a_root),
		cmocka_unit_test(takes_a_package_that_brings_the_merged_links_itself),
		cmocka_unit_test(refuses_what_does_not_go_together),
	};
	return run_in_directory(tests);
}
