/* SPDX-License-Identifier: MIT */
/* command: what another program gets, prints, and ends with. */
#include "unit.h"

#include <signal.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/command.h"

#define SHELL(script) ((const char *const[]){"sh", "-c", script, NULL})

/* What SCRIPT prints on its two outputs, a line between them, and its status. */
static char *said(const struct command *given, const char *script, int status)
{
	_cleanup_(text_free) struct text output = {0}, errors = {0};
	struct command command = *given;

	command.words = SHELL(script);
	command.output = &output;
	command.errors = &errors;
	assert_int_equal(command_run(&command), status);
	return xprintf("%s|%s", text_string(&output), text_string(&errors));
}

static void it_prints(void **state)
{
	(void)state;
	_cleanup_free_ char *both = said(&(struct command){0}, "printf a; printf b >&2", 0);
	_cleanup_free_ char *none = said(&(struct command){0}, "exit 7", 7);
	_cleanup_free_ char *much =
		said(&(struct command){0}, "head -c 300000 /dev/zero | tr '\\0' x; cat >&2", 0);

	assert_string_equal(both, "a|b");
	assert_string_equal(none, "|");
	assert_int_equal(strlen(much), 300001);
}

static void it_is_given(void **state)
{
	(void)state;
	char *environment[] = {(char[]){"PATH=/usr/bin:/bin"}, (char[]){"A=b c"}, NULL};
	_cleanup_free_ char *input = said(&(struct command){.input = "x\ny"}, "cat; cat", 0);
	_cleanup_free_ char *there = said(&(struct command){.directory = "/usr"}, "pwd", 0);
	_cleanup_free_ char *only = said(&(struct command){.environment = environment},
		"printf '%s %s' \"$A\" \"${HOME-none}\"", 0);

	assert_string_equal(input, "x\ny|");
	assert_string_equal(there, "/usr\n|");
	assert_string_equal(only, "b c none|");
}

static void its_files_have_usual_modes(void **state)
{
	(void)state;
	mode_t old = umask(077);
	_cleanup_free_ char *plain = said(&(struct command){.plain_umask = true}, "umask", 0);
	_cleanup_free_ char *ours = said(&(struct command){0}, "umask", 0);

	umask(old);
	assert_string_equal(plain, "0022\n|");
	assert_string_equal(ours, "0077\n|");
}

static void it_is_ended(void **state)
{
	(void)state;
	const struct command command = {.words = SHELL("kill -9 $$")};
	const struct command none = {.words = (const char *const[]){"/none/such", NULL}};
	const struct command nowhere = {.words = SHELL("true"), .directory = "/none/such"};

	assert_int_equal(command_run(&command), 128 + SIGKILL);
	assert_dies(EXIT_SYSTEM, "/none/such: cannot be run", command_run(&none));
	assert_dies(EXIT_SYSTEM, "sh: cannot be run", command_run(&nowhere));

	const struct command lacking = {.words = none.words, .may_lack = true};

	assert_int_equal(command_run(&lacking), 127);
}

static void it_says_too_much(void **state)
{
	(void)state;
	struct text output = {0};
	const struct command command = {
		.words = SHELL("head -c 70000000 /dev/zero"), .output = &output};

	assert_dies(EXIT_NO, "sh: prints more than", command_run(&command));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_prints),
		cmocka_unit_test(it_is_given),
		cmocka_unit_test(its_files_have_usual_modes),
		cmocka_unit_test(it_is_ended),
		cmocka_unit_test(it_says_too_much),
	};
	return run_unit(tests);
}
