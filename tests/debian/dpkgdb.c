/* SPDX-License-Identifier: MIT */
/* dpkgdb: the database is the one that dpkg itself writes. */
#include "fixture.h"

#include "debian/dpkgdb.h"
#include "debian/rootfs.h"

/* Two packages: fields in another order than dpkg's, configuration files, triggers, Multi-Arch:
 * same. */
static const char make_packages[] =
	"umask 022; mkdir -p a/DEBIAN a/etc a/usr/share/a b/DEBIAN b/usr/lib\n"
	"echo conf >a/etc/a.conf; printf '/etc/a.conf\\nremove-on-upgrade /etc/old\\n' "
	">a/DEBIAN/conffiles; "
	"echo b >b/usr/lib/b; echo d "
	">a/usr/share/a/d\n"
	"printf 'interest-noawait /usr/share/a\\ninterest a-trigger\\n' >a/DEBIAN/triggers\n"
	"printf 'activate-noawait ldconfig\\ninterest-await b-trigger\\n' >b/DEBIAN/triggers\n"
	"(cd a && md5sum usr/share/a/d >DEBIAN/md5sums); (cd b && md5sum usr/lib/b "
	">DEBIAN/md5sums)\n"
	"cat >a/DEBIAN/control <<'END'\n"
	"Package: a\nVersion: 1:2-3\nArchitecture: all\nMaintainer: x <y>\nX-Own: field\nHomepage: "
	"https://x.invalid/\n"
	"Essential: yes\nSuggests: z\nDepends: b (>= 1), c | d\nSection: admin\nPriority: "
	"required\n"
	"Description: a package\n with more\nInstalled-Size: 12\nEND\n"
	"cat >b/DEBIAN/control <<END\n"
	"Package: b\nSource: bb (5)\nVersion: 6\nArchitecture: $(dpkg "
	"--print-architecture)\nMulti-Arch: "
	"same\n"
	"Maintainer: x <y>\nDescription: b package\nEND\n"
	"for p in a b; do dpkg-deb --root-owner-group -b $p $p.deb; done >/dev/null\n"
	"mkdir -p root/var/lib/dpkg/info root/var/lib/dpkg/updates root/var/lib/dpkg/triggers\n"
	": >root/var/lib/dpkg/status; : >root/var/lib/dpkg/available\n"
	"dpkg --root=$PWD/root --log=/dev/null --force-not-root --force-all -i a.deb b.deb >log "
	"2>&1 || cat "
	"log >&2\n";

static void add(struct tree *tree, struct deb *deb, const char *file)
{
	*deb = deb_read(file, file, &tree->spool);
	deb_unpack(deb, &tree->spool);
	for (size_t i = 0; i < deb->entry_count; i++)
		rootfs_place(tree, &deb->entries[i], true, file);
	dpkgdb_add(tree, deb);
	deb_forget(deb);
}

static void assert_as_dpkg(const struct tree *tree, const char *path)
{
	_cleanup_free_ char *real = xprintf("root/%s", path);
	_cleanup_(text_free) struct text wanted = file_read(real, 1 << 20);

	assert_text(tree, path, text_string(&wanted));
}

static void writes_what_dpkg_writes(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;
	struct deb debs[2];

	shell_do(make_packages);
	tree_begin(&tree, ".");
	add(&tree, &debs[0], "a.deb");
	add(&tree, &debs[1], "b.deb");
	dpkgdb_finish(&tree, debs, 2, debs[1].architecture);
	_cleanup_(text_free) struct text info = shell("cd root/var/lib/dpkg/info && echo *");
	_cleanup_(text_free) struct text ours = {0};
	size_t count;
	_cleanup_free_ struct tree_node **files =
		tree_list_directory(&tree, "var/lib/dpkg/info", &count);

	for (size_t i = 0; i < count; i++) {
		assert_as_dpkg(&tree, files[i]->path);
		text_printf(&ours, "%s%s", i ? " " : "", strrchr(files[i]->path, '/') + 1);
	}
	text_add_char(&ours, '\n');
	assert_string_equal(ours.bytes, info.bytes);
	assert_as_dpkg(&tree, "var/lib/dpkg/status");
	assert_as_dpkg(&tree, "var/lib/dpkg/triggers/File");
	assert_as_dpkg(&tree, "var/lib/dpkg/triggers/a-trigger");
	assert_as_dpkg(&tree, "var/lib/dpkg/triggers/b-trigger");
	_cleanup_free_ char *architecture = xprintf("%s\n", debs[1].architecture);

	assert_text(&tree, "var/lib/dpkg/arch", architecture);
	deb_free(&debs[0]);
	deb_free(&debs[1]);
}

static void diverts_as_dpkg_divert_does(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;

	shell_do("mkdir -p root/var/lib/dpkg; divert() { dpkg-divert --admindir "
		 "$PWD/root/var/lib/dpkg "
		 "--quiet "
		 "--package $1 --no-rename --divert $3 --add $2; }\n"
		 "divert one /bin/a /bin/a.distrib\n");
	tree_begin(&tree, ".");
	dpkgdb_divert(&tree, "/bin/a", "/bin/a.distrib", "one");
	assert_as_dpkg(&tree, "var/lib/dpkg/diversions");
	dpkgdb_divert(&tree, "/b", "/.b", "two");
	assert_text(
		&tree, "var/lib/dpkg/diversions", "/bin/a\n/bin/a.distrib\none\n/b\n/.b\ntwo\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_what_dpkg_writes),
		cmocka_unit_test(diverts_as_dpkg_divert_does),
	};

	return run_in_directory(tests);
}
