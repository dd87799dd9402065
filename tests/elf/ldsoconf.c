/* SPDX-License-Identifier: MIT */
/* ldsoconf: the directories, and their order, are those that glibc's own ldconfig names. */
#include "fixture.h"

#include <dirent.h>
#include <sys/stat.h>

#include "elf/ldsoconf.h"

static char *read_host(void *context, const char *path)
{
	_cleanup_free_ char *place = xprintf("%s%s", (const char *)context, path);
	struct stat status;

	if (stat(place, &status) < 0 || !S_ISREG(status.st_mode))
		return NULL;
	struct text text = file_read(place, 1 << 20);

	return text_take(&text);
}

static void list_host(void *context, const char *path, struct stringlist *names)
{
	_cleanup_free_ char *place = xprintf("%s%s", (const char *)context, path);
	DIR *directory = opendir(place);
	const struct dirent *entry;

	while (directory && (entry = readdir(directory)))
		stringlist_add(names, xstrdup(entry->d_name));
	if (directory)
		closedir(directory);
}

static struct stringlist directories_of(const char *root)
{
	return ldsoconf_directories(
		&(struct ldsoconf_files){(void *)root, read_host, list_host}, "/etc/ld.so.conf");
}

/* Directories that exist, the first of equal ones, a line each. */
static struct text said(const char *root)
{
	_cleanup_(stringlist_free) struct stringlist list = directories_of(root);
	struct text text = {0};

	for (size_t i = 0; i < list.count; i++) {
		_cleanup_free_ char *place = xprintf("%s/%s", root, list.items[i]);
		_cleanup_free_ char *line = xprintf("%s\n", list.items[i]);

		if (access(place, F_OK) == 0 && !strstr(text_string(&text), line))
			text_add_string(&text, line);
	}
	return text;
}

/* A chroot needs root, or a namespace in which this user is root. */
static const char ask[] =
	"real=/sbin/ldconfig; [ ! -x /sbin/ldconfig.real ] || real=/sbin/ldconfig.real\n"
	"mkdir -p root/sbin; cp $real root/sbin/ldconfig\n"
	"in='chroot root'; [ $(id -u) = 0 ] || in='unshare -r --root=root'\n"
	"ulimit -n 64; $in /sbin/ldconfig -v -N -X 2>said | sed -n 's/: (from .*:[0-9]*)$//p'\n";

/* Of a root with directories /opt/a to /opt/f and the files that FILL makes. */
static void assert_same(const char *fill)
{
	_cleanup_free_ char *script =
		xprintf("rm -rf root; mkdir -p root/etc/ld.so.conf.d root/opt\n"
			"cd root/opt; mkdir a b c 'd e' f; cd ../etc\n%s\n",
			fill);

	shell_do(script);
	_cleanup_(text_free) struct text wanted = shell(ask), got = said("root");

	assert_string_equal(text_string(&got), text_string(&wanted));
}

static void reads_lines(void **state)
{
	(void)state;
	assert_same("printf '/opt/a\\n /opt/b/ # x\\n#/opt/c\\n\\n\\t/opt/d e\\r\\n/opt/f///' "
		    ">ld.so.conf");
	assert_same("printf '/opt/a=libc6\\n/opt/b = x\\n/opt/c=\\n/opt/f /\\n' >ld.so.conf");
	assert_same(
		"printf 'hwcap 1 nosegneg\\n/opt/b\\nHWCAP\\t0 /opt/c\\n/opt/a\\n' >ld.so.conf");
	assert_same("printf '/nowhere\\n/opt/b\\n/opt/a\\n/opt/b\\n=\\n/\\n' >ld.so.conf");
	assert_same("printf 'includefoo\\nhwcapfoo\\n/opt/a:/opt/b\\n/opt/c,\\n' >ld.so.conf");
	assert_same("printf '/opt/a\\n' >ld.so.conf.d/a.conf");
}

static void includes(void **state)
{
	(void)state;
	assert_same("echo '/opt/a' >ld.so.conf.d/b.conf; echo '/opt/b' >ld.so.conf.d/a.conf\n"
		    "echo '/opt/c' >ld.so.conf.d/.h.conf; echo /opt/f >ld.so.conf.d/f.conf.off\n"
		    "echo 'include /etc/ld.so.conf.d/*.conf' >ld.so.conf");
	assert_same("echo '/opt/a' >ld.so.conf.d/b.conf; echo 'include ld.so.conf.d/*.conf' "
		    ">ld.so.conf");
	assert_same("echo /opt/a >x.conf; echo /opt/b >y.conf\n"
		    "printf 'include\\tx.conf /etc/y.conf # z\\n/opt/c\\ninclude x.conf\\n' "
		    ">ld.so.conf");
	assert_same("mkdir -p x.d/2 x.d/10; echo /opt/a >x.d/2/n.conf; echo /opt/b >x.d/10/n.conf\n"
		    "echo /opt/c >x.d/n.conf; echo 'include x.d/*/n.conf' >ld.so.conf");
	assert_same("echo /opt/a >[a].conf; echo /opt/b >a.conf; echo /opt/c >'b.conf'\n"
		    "echo 'include [ab].conf' >ld.so.conf");
	assert_same("echo /opt/a >[a].conf; echo /opt/b >a.conf\n"
		    "echo 'include \\[a].conf' >ld.so.conf");
	assert_same(
		"echo /opt/a >a.conf; echo 'include nowhere/*.conf nothing.conf [' >ld.so.conf\n"
		"echo 'include a.conf' >>ld.so.conf; echo 'include' >>ld.so.conf");
}

static void includes_of_includes(void **state)
{
	(void)state;
	assert_same(
		"mkdir sub; echo 'include sub/a.conf' >ld.so.conf; echo /opt/a >sub/b.conf\n"
		"printf '/opt/b\\ninclude b.conf\\n/opt/c\\n' >sub/a.conf; echo /opt/f >b.conf");
	assert_same("printf 'include ld.so.conf\\n/opt/a\\n' >ld.so.conf");
	assert_same("printf 'include b.conf\\n/opt/a\\n' >ld.so.conf\n"
		    "printf '/opt/b\\ninclude ld.so.conf\\n' >b.conf");
	assert_same("ln -s ../root/x.d x.d; mkdir ../root; mkdir y.d; ln -s y.d z.d\n"
		    "echo 'include z.d/*' >ld.so.conf; echo /opt/a >y.d/a; ln -s a y.d/b");
}

static void many(const char *fill)
{
	shell_do(fill);
	_cleanup_(stringlist_free) struct stringlist list = directories_of("root");

	(void)list;
}

static void is_bounded(void **state)
{
	(void)state;
	shell_do("rm -rf root; mkdir -p root/etc/d; cd root/etc/d; touch $(seq 510)");
	many("echo 'include d/*' >root/etc/ld.so.conf");
	assert_dies(EXIT_NO, "/etc/ld.so.conf: includes more than 512 files and directories",
		many("touch root/etc/d/511"));
	many("rm -r root/etc/d; ln -s . root/etc/d; echo 'include d/*.conf' >root/etc/ld.so.conf");
	assert_dies(EXIT_NO, "/etc/ld.so.conf: names more than 4096 directories",
		many("yes /opt | head -n 4097 >root/etc/ld.so.conf"));
	many("yes /opt | head -n 4096 >root/etc/ld.so.conf");
	assert_dies(EXIT_NO, "/etc/ld.so.conf: includes more than 4096 patterns",
		many("yes include x y | head -n 2049 >root/etc/ld.so.conf"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_lines),
		cmocka_unit_test(includes),
		cmocka_unit_test(includes_of_includes),
		cmocka_unit_test(is_bounded),
	};
	return run_in_directory(tests);
}
