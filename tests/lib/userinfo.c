/* SPDX-License-Identifier: MIT */
/* userinfo: what is a user or a password in an address, and what only looks like one. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/userinfo.h"

static void assert_hidden(const char *text, const char *wanted)
{
	_cleanup_free_ char *hidden = userinfo_hidden(text);

	assert_string_equal(hidden, wanted);
	assert_int_equal(userinfo_is_in(text), strcmp(text, wanted) != 0);
}

static void what_is_secret(void **state)
{
	(void)state;
	assert_hidden("https://u:p@h/x", "https://****@h/x");
	assert_hidden("https://token@h", "https://****@h");
	assert_hidden("a @ git+https://u:p@h/x.git@v1", "a @ git+https://****@h/x.git@v1");
	assert_hidden("git+ssh://git:p@h/x", "git+ssh://****@h/x");
	assert_hidden("http://u:p@q@h/", "http://****@h/");
	assert_hidden("https://u:p/w@h/x", "https://****@h/x");
	assert_hidden("https://u:p?w#@h", "https://****@h");
	assert_hidden("https://u:p@h:99999/", "https://****@h:99999/");
	assert_hidden(
		"'https://u:it's@h/' and https://v@i/", "'https://****@h/' and https://****@i/");
	assert_hidden("://u:p@://v:q@x", "://****@://****@x");
	assert_hidden("docker://u:p@[::1]:80/x", "docker://****@[::1]:80/x");
}

static void what_is_not(void **state)
{
	static const char *const plain[] = {"", "://", "a@b", "https://h/x@y", "https://h:80/x@y",
		"https://[::1]:80/x@y", "ssh://git@h/x", "git+ssh://git@h/x", "https://@h/",
		"https://h?m=a@b", "https://h/ a@b", "\"https://h\"@", "<https://h>@", "u:p@h/x"};

	(void)state;
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		assert_hidden(plain[i], plain[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_secret),
		cmocka_unit_test(what_is_not),
	};
	return run_unit(tests);
}
