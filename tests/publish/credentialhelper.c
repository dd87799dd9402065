/* SPDX-License-Identifier: MIT */
/* credentialhelper: what a program is asked, and which of its answers are taken. */
#include "unit.h"

#include "publish/credentialhelper.h"
#include "scratch.h"

static void put(struct scratch *scratch, const char *script)
{
	_cleanup_free_ char *path = xprintf("%s:/usr/bin:/bin", scratch->path);
	_cleanup_free_ char *text =
		xprintf("#!/bin/sh\necho \"$1 $(cat)\" >%s/asked\n%s\n", scratch->path, script);

	assert_int_equal(chmod(scratch_write(scratch, "docker-credential-mine", text), 0755), 0);
	assert_int_equal(setenv("PATH", path, 1), 0);
}

static void answers(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(registry_login_free) struct registry_login login = {0}, token = {0}, none = {0};

	put(&scratch, "echo '{\"ServerURL\": \"x\", \"Username\": \"me\", \"Secret\": \"s:e\"}'");
	assert_true(credential_helper("mine", "r.example:5000", &login));
	assert_string_equal(login.user, "me");
	assert_string_equal(login.password, "s:e");
	assert_null(login.identity);
	_cleanup_(text_free) struct text asked = file_read(scratch_path(&scratch, "asked"), 1000);

	assert_string_equal(text_string(&asked), "get r.example:5000\n");
	put(&scratch, "echo '{\"Username\": \"<token>\", \"Secret\": \"t\"}'");
	assert_true(credential_helper("mine", "r", &token));
	assert_string_equal(token.identity, "t");
	assert_null(token.user);
	put(&scratch, "echo credentials not found in native keychain; exit 1");
	assert_false(credential_helper("mine", "r", &none));
	assert_null(none.user);
}

static void what_is_none(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	struct registry_login login = {0};

	put(&scratch, "echo '{\"Username\": \"me\"}'");
	assert_dies(EXIT_NO, "docker-credential-mine: its answer for r has no user and secret",
		credential_helper("mine", "r", &login));
	put(&scratch, "echo '[1'");
	assert_dies(EXIT_NO, "has no user and secret", credential_helper("mine", "r", &login));
	put(&scratch, "head -c 1000000 /dev/zero");
	assert_dies(EXIT_NO, "its answer is too long", credential_helper("mine", "r", &login));
	assert_dies(EXIT_NO, "docker-credential-absent: there is no such program",
		credential_helper("absent", "r", &login));
	assert_dies(EXIT_NO, "not the name of a program", credential_helper("../x", "r", &login));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers),
		cmocka_unit_test(what_is_none),
	};

	return run_unit(tests);
}
