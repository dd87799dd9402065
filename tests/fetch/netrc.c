/* SPDX-License-Identifier: MIT */
/* netrc: read as curl and Python read it, written so that both read the same.
 * tests/fetch/credentials.t asks these two. */
#include "unit.h"

#include "fetch/netrc.h"
#include "lib/cleanup.h"

static char *again(const char *text)
{
	_cleanup_(netrc_free) struct netrc netrc = netrc_parse(text, "netrc");
	struct text written = netrc_text(&netrc);

	return written.length ? text_take(&written) : xstrdup("");
}

static void reads(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{"", ""},
		{"\n \t\r\n", ""},
		{"machine a login b password c", "machine a login b password c\n"},
		{"machine a\n\tuser b\n\taccount x\n\tpassword c\n",
			"machine a login b password c\n"},
		{"machine a password \"two words\"", "machine a password \"two words\"\n"},
		{"machine a password two\\ words", "machine a password \"two words\"\n"},
		{"machine a password \"q\\\"b\\\\s\"", "machine a password \"q\\\"b\\\\s\"\n"},
		{"machine a password it\"s", "machine a password \"it\\\"s\"\n"},
		{"machine a password #1", "machine a password \"#1\"\n"},
		{"machine a login \"\" password x", "machine a password x\n"},
		{"machine a password \xc3\xa4", "machine a password \"\xc3\xa4\"\n"},
		{"machine a", "machine a\n"},
		{"default login x\nmachine a login y", "machine a login y\ndefault login x\n"},
		{"machine a login x\nmachine b\nmachine a login y",
			"machine a login y\nmachine b\n"},
		{"# a comment\n#\n\n# machine c\nmachine a login x # why\n\n# more of it\n#\n",
			"machine a login x\n"},
		{"macdef m\nmachine no\n\nmachine a login x\nmacdef n\n\n", "machine a login x\n"},
		{"machine a password \"no end", "machine a password \"no end\"\n"},
		{"machine a password end\\", "machine a password end\n"},
		{"machine \"a b\" login x", "machine \"a b\" login x\n"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		_cleanup_free_ char *written = again(rows[i][0]);
		_cleanup_free_ char *twice = again(written);

		assert_string_equal(written, rows[i][1]);
		assert_string_equal(twice, written);
	}
}

static void refuses(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "netrc:1: not machine, default or macdef", again("secret"));
	assert_dies(EXIT_NO, "netrc:3: not login, password or account",
		again("machine a\nlogin b\npassword two words"));
	assert_dies(EXIT_NO, "netrc:2: a machine without a name", again("machine\n"));
	assert_dies(EXIT_NO, "netrc:3: no empty line ends the macro", again("macdef m\nx\n"));
}

static void found_and_set(void **state)
{
	(void)state;
	_cleanup_(netrc_free) struct netrc netrc = netrc_parse("machine a login b", "netrc");

	assert_string_equal(netrc_find(&netrc, "a")->login, "b");
	assert_string_equal(netrc_find(&netrc, "a")->password, "");
	assert_null(netrc_find(&netrc, "default"));
	netrc_set(&netrc, "a", "x", "y");
	netrc_set(&netrc, "c", "z", "");
	assert_int_equal(netrc.count, 2);
	assert_string_equal(netrc_find(&netrc, "a")->password, "y");
	assert_string_equal(netrc_find(&netrc, "c")->login, "z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads),
		cmocka_unit_test(refuses),
		cmocka_unit_test(found_and_set),
	};
	return run_unit(tests);
}
