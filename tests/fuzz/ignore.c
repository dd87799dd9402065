/* SPDX-License-Identifier: MIT */
/* ignore: a .dockerignore, and paths that it is asked about; the accounts of a base, in the same
 * bytes. */
#include "fuzz.h"

#include "files/accountfiles.h"
#include "files/ignore.h"

static void ask(const struct ignore *ignore)
{
	static const char *const paths[] = {
		"a", "a/b", "a/b/c.pyc", ".git", "x y", "[", "\xc3\xa9/d"};
	_cleanup_free_ bool *above = xalloc(ignore->count + 1, sizeof *above);
	_cleanup_free_ bool *matched = xalloc(ignore->count + 1, sizeof *matched);

	ignore_matches(ignore, "", NULL, above);
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		if (ignore_matches(ignore, paths[i], above, matched))
			ignore_looks_into(ignore, paths[i]);
}

static void add_user(const char *passwd)
{
	_cleanup_(accountfiles_free) struct accountfiles files = {0};
	_cleanup_free_ char *missing = NULL;
	unsigned uid, gid;

	text_add_string(&files.passwd, passwd);
	text_add_string(&files.group, passwd);
	accountfiles_owner(&files, "app:staff", &uid, &gid, &missing);
	accountfiles_add(&files, "app:1000:1000:/home/app", "PYLOCK_USERS");
	fuzz_check(ends_with(files.passwd.bytes, "app:!:1000:1000::/home/app:/bin/sh\n"));
}

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_(ignore_free) struct ignore ignore = {0};
	_cleanup_free_ char *text = fuzz_string(bytes, size);

	ignore_add_file(&ignore, fuzz_file(bytes, size), "src/");
	if (ignore.count < 100)
		ask(&ignore);
	add_user(text);
}
