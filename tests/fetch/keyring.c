/* SPDX-License-Identifier: MIT */
/* keyring: what it is asked, and which of its answers are taken. */
#include "unit.h"

#include "fetch/keyring.h"
#include "lib/cleanup.h"
#include "scratch.h"

/* A program keyring that notes what it is asked, and does what SCRIPT says. */
static void make_keyring(struct scratch *scratch, const char *script)
{
	_cleanup_free_ char *text =
		xprintf("#!/bin/sh\necho \"$*\" >>%s/asked\n%s\n", scratch->path, script);
	_cleanup_free_ char *path = xprintf("%s:/usr/bin:/bin", scratch->path);

	assert_int_equal(chmod(scratch_write(scratch, "keyring", text), 0755), 0);
	assert_int_equal(setenv("PATH", path, 1), 0);
}

static void assert_found(const char *script, const char *known, const char *user,
	const char *password, const char *asked)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();

	make_keyring(&scratch, script);
	_cleanup_(credentials_free) struct credentials found =
		keyring_credentials("http://h:1/simple", "h", known);
	_cleanup_(text_free) struct text said = file_read(scratch_path(&scratch, "asked"), 1000);

	if (user) {
		assert_string_equal(found.user, user);
		assert_string_equal(found.password, password);
	} else {
		assert_null(found.user);
		assert_null(found.password);
	}
	assert_string_equal(text_string(&said), asked);
}

#define OF_URL "--mode creds --output json get http://h:1/simple\n"
#define OF_HOST "--mode creds --output json get h\n"

static void answers(void **state)
{
	(void)state;
	assert_found(
		"echo '{\"username\": \"me\", \"password\": \"p w\"}'", NULL, "me", "p w", OF_URL);
	assert_found(
		"echo '{\"username\": null, \"password\": \"p\"}'", "", "__token__", "p", OF_URL);
	assert_found("case $* in *simple) exit 1 ;; esac\n"
		     "echo '{\"username\": \"me\", \"password\": \"p\"}'",
		NULL, "me", "p", OF_URL OF_HOST);
	assert_found("echo secret; echo warning >&2", "me", "me", "secret",
		"get http://h:1/simple me\n");
	assert_found("exit 1", NULL, NULL, NULL, OF_URL OF_HOST);
	assert_found("echo; exit 0", NULL, NULL, NULL, OF_URL OF_HOST);
	assert_found(
		"echo secret; exit 1", "me", NULL, NULL, "get http://h:1/simple me\nget h me\n");
}

static void refuses(void **state)
{
	(void)state;
	static const char *const bad[] = {"locked", "[]", "7", "{}", "{\"username\": \"me\"}",
		"{\"username\": 1, \"password\": \"p\"}",
		"{\"username\": \"me\", \"password\": null}"};
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		_cleanup_free_ char *script = xprintf("echo '%s'", bad[i]);

		make_keyring(&scratch, script);
		assert_dies(EXIT_NO, "keyring: its answer for h has no user and password",
			keyring_credentials("http://h:1/simple", "h", NULL));
	}
	assert_int_equal(setenv("PATH", "/nowhere", 1), 0);
	assert_dies(EXIT_NO, "there is no program `keyring`",
		keyring_credentials("http://h:1/simple", "h", NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers),
		cmocka_unit_test(refuses),
	};
	return run_unit(tests);
}
