/* SPDX-License-Identifier: MIT */
/* gitcommand: what git sees of this machine. A script stands in the place of git. */
#include "unit.h"

#include "fetch/gitcommand.h"
#include "scratch.h"

/* What SCRIPT, which is run as git for URL, prints. */
static char *printed(const char *script, const char *url)
{
	static const char *const words[] = {"status", NULL};
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_free_ char *text = xprintf("#!/bin/sh\n%s\n", script);
	_cleanup_free_ char *path = xprintf("%s:/usr/bin:/bin", scratch.path);
	_cleanup_(text_free) struct text output = {0}, errors = {0};

	assert_int_equal(chmod(scratch_write(&scratch, "git", text), 0755), 0);
	setenv("PATH", path, 1);
	bool done = git_run(url, scratch.path, words, &output, &errors);

	return xprintf("%s%s%s", text_string(&output), text_string(&errors), done ? "" : "failed");
}

static void assert_prints(const char *script, const char *url, const char *wanted)
{
	_cleanup_free_ char *said = printed(script, url);

	assert_string_equal(said, wanted);
}

static void it_has_no_configuration(void **state)
{
	(void)state;
	unsetenv("GIT_SSL_CAINFO");
	setenv("GIT_DIR", "/hostile", 1);
	setenv("GIT_CONFIG_COUNT", "1", 1);
	setenv("GIT_SSL_CAPATH", "/theirs", 1);
	setenv("GIT_CONFIG_GLOBAL", "/hostile", 1);
	setenv("LC_ALL", "de_DE.UTF-8", 1);
	setenv("SSL_CERT_FILE", "/ca", 1);
	assert_prints("env | grep -e ^GIT -e ^SSH_ASK -e ^LC_ALL | sort", "https://host/x",
		"GIT_ALLOW_PROTOCOL=https:ssh\nGIT_ASKPASS=true\n"
		"GIT_ATTR_NOSYSTEM=1\nGIT_CONFIG_GLOBAL=/dev/null\nGIT_CONFIG_NOSYSTEM=1\n"
		"GIT_NO_REPLACE_OBJECTS=1\nGIT_SSH_COMMAND=ssh -oBatchMode=yes\n"
		"GIT_SSL_CAINFO=/ca\nGIT_SSL_CAPATH=/theirs\nGIT_TERMINAL_PROMPT=0\n"
		"LC_ALL=C.UTF-8\nSSH_ASKPASS=true\n");
	setenv("GIT_SSL_CAINFO", "/own", 1);
	assert_prints("echo $GIT_SSL_CAINFO", "", "/own\n");
	assert_prints("echo $GIT_ALLOW_PROTOCOL", "File:///x", "file\n");
	assert_prints("echo $GIT_ALLOW_PROTOCOL", "http://x", "https:http:ssh:git\n");
	assert_prints("echo \"$@\" | grep -o 'core.hooksPath=[^ ]*'; eval echo \\${$#}", "",
		"core.hooksPath=/dev/null\nstatus\n");
	assert_prints("umask; cat", "", "0022\n");
}

static void it_fails(void **state)
{
	(void)state;
	assert_prints("echo out; echo err >&2; exit 1", "", "out\nerr\nfailed");
}

static void it_takes_some_schemes(void **state)
{
	(void)state;
	static const char *const good[] = {
		"https://h/x", "HTTP://h", "ssh://h", "git://h", "file:/x"};
	static const char *const bad[] = {
		"ext::sh -c date", "ftp://h", "user@host:x", "", "https", "/x", "filex:/y"};

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(git_takes(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(git_takes(bad[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_has_no_configuration),
		cmocka_unit_test(it_fails),
		cmocka_unit_test(it_takes_some_schemes),
	};
	return run_unit(tests);
}
