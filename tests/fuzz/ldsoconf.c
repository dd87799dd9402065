/* SPDX-License-Identifier: MIT */
/* ldsoconf: the loader's configuration in an image of somebody else; every file says the same. */
#include "fuzz.h"

#include "elf/ldsoconf.h"

static char *read_same(void *context, const char *path)
{
	fuzz_check(*path == '/');
	return strlen(path) < 64 ? xstrdup(context) : NULL;
}

static void list_same(void *context, const char *path, struct stringlist *names)
{
	static const char *const all[] = {"etc", "b.conf", ".hidden", "a.conf"};

	(void)context;
	fuzz_check(*path == '/');
	for (size_t i = 0; i < sizeof all / sizeof *all && strlen(path) < 64; i++)
		stringlist_add(names, xstrdup(all[i]));
}

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_free_ char *text = fuzz_string(bytes, size);
	const struct ldsoconf_files files = {text, read_same, list_same};
	_cleanup_(stringlist_free) struct stringlist directories =
		ldsoconf_directories(&files, "/etc/ld.so.conf");

	for (size_t i = 0; i < directories.count; i++)
		fuzz_check(*directories.items[i] && !ends_with(directories.items[i], "/"));
}
