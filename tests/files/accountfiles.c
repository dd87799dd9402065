/* SPDX-License-Identifier: MIT */
/* accountfiles: users as useradd makes them. What is wanted was written by Debian's groupadd and
 * useradd in a root of its own; only the day on which the password changed is left out. */
#include "unit.h"

#include "files/accountfiles.h"
#include "lib/cleanup.h"

#define VARIABLE "PYLOCK_USERS"

static struct accountfiles debian(void)
{
	struct accountfiles files = {0};

	text_add_string(&files.passwd,
		"root:x:0:0:root:/root:/bin/bash\nwww-data:x:33:33:www-data:/var/"
		"www:/usr/sbin/nologin\n");
	text_add_string(
		&files.group, "root:x:0:\nwww-data:x:33:\naudio:x:29:pulse\nusers:x:100:\n");
	text_add_string(
		&files.shadow, "root:*:19000:0:99999:7:::\nwww-data:*:19000:0:99999:7:::\n");
	text_add_string(&files.gshadow, "root:*::\nwww-data:*::\naudio:*::pulse\nusers:*::\n");
	return files;
}

static void assert_ends(const struct text *text, const char *wanted)
{
	if (!ends_with(text_string(text), wanted))
		fail_msg("'%s' does not end in '%s'", text_string(text), wanted);
}

static void as_useradd_does(void **state)
{
	(void)state;
	_cleanup_(accountfiles_free) struct accountfiles files = debian();

	accountfiles_add(&files, "app:1000:1000:/home/app", VARIABLE);
	assert_ends(&files.passwd, "nologin\napp:x:1000:1000::/home/app:/bin/sh\n");
	assert_ends(&files.group, "users:x:100:\napp:x:1000:\n");
	assert_ends(&files.shadow, "\napp:!::0:99999:7:::\n");
	assert_ends(&files.gshadow, "\napp:!::\n");
	accountfiles_add(
		&files, "job:1001:100:/srv/job:/usr/sbin/nologin:audio,www-data", VARIABLE);
	assert_ends(&files.passwd, "\njob:x:1001:100::/srv/job:/usr/sbin/nologin\n");
	assert_non_null(strstr(files.group.bytes,
		"\nwww-data:x:33:job\naudio:x:29:pulse,job\nusers:x:100:\napp:x:1000:\n"));
	assert_non_null(strstr(files.gshadow.bytes, "\nwww-data:*::job\naudio:*::pulse,job\n"));
}

static void without_shadow(void **state)
{
	(void)state;
	_cleanup_(accountfiles_free) struct accountfiles files = accountfiles_read(NULL);

	accountfiles_add(&files, "app:1:2:/", VARIABLE);
	assert_string_equal(files.passwd.bytes, "app:!:1:2::/:/bin/sh\n");
	assert_string_equal(files.group.bytes, "app:x:2:\n");
	assert_int_equal(files.shadow.length + files.gshadow.length, 0);
	files.has_shadow = true;
	accountfiles_add(&files, "job:3:2:/", VARIABLE);
	assert_ends(&files.passwd, "\njob:x:3:2::/:/bin/sh\n");
	assert_string_equal(files.shadow.bytes, "job:!::0:99999:7:::\n");
}

static void add(const char *word)
{
	_cleanup_(accountfiles_free) struct accountfiles files = debian();

	accountfiles_add(&files, word, VARIABLE);
}

static void what_is_taken_or_wrong(void **state)
{
	(void)state;
	static const char *const bad[][2] = {
		{"www-data:1000:1000:/x",
			"'www-data:1000:1000:/x': the image has "
			"'www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin' already"},
		{"app:33:33:/x", "the image has 'www-data:x:33:33:"},
		{"audio:1000:1000:/x", "the image has 'audio:x:29:pulse' already"},
		{"app:1000:/x", "is not NAME:UID:GID:HOME"},
		{"app:1000:1000", "is not NAME:UID:GID:HOME"},
		{"app:1000:1000:/x:/bin/sh:users:more", "is not NAME:UID:GID:HOME"},
		{"App:1000:1000:/x", "'App' is no user's name"},
		{"1app:1000:1000:/x", "is no user's name"},
		{":1000:1000:/x", "is no user's name"},
		{"app:x:1000:/x", "are numbers"},
		{"app:-1:1000:/x", "are numbers"},
		{"app:4294967295:1000:/x", "are numbers"},
		{"app:1000:1000:x", "absolute paths"},
		{"app:1000:1000:/x:sh", "absolute paths"},
		{"app:1000:1000:/x::none", "the image has no group 'none'"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_dies(EXIT_NO, bad[i][1], add(bad[i][0]));
}

static void assert_owner(const char *owner, unsigned wanted_uid, unsigned wanted_gid)
{
	_cleanup_(accountfiles_free) struct accountfiles files = debian();
	unsigned uid = 9, gid = 9;
	char *missing = NULL;

	assert_true(accountfiles_owner(&files, owner, &uid, &gid, &missing));
	assert_int_equal(uid, wanted_uid);
	assert_int_equal(gid, wanted_gid);
}

/* As `docker build` takes COPY --chown. */
static void owners(void **state)
{
	(void)state;
	_cleanup_(accountfiles_free) struct accountfiles files = debian();
	unsigned uid, gid;
	_cleanup_free_ char *missing = NULL;

	assert_owner("www-data", 33, 33);
	assert_owner("1000", 1000, 1000);
	assert_owner("1000:5", 1000, 5);
	assert_owner("www-data:audio", 33, 29);
	assert_owner("7:audio", 7, 29);
	assert_false(accountfiles_owner(&files, "app", &uid, &gid, &missing));
	assert_string_equal(missing, "user 'app'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_useradd_does),
		cmocka_unit_test(without_shadow),
		cmocka_unit_test(what_is_taken_or_wrong),
		cmocka_unit_test(owners),
	};
	return run_unit(tests);
}
