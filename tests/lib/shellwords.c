/* SPDX-License-Identifier: MIT */
/* shellwords: what a shell would make of a command, without what only a shell can do. Each value
 * was given to dash by `printf '%s|'`. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/shellwords.h"

static void assert_words(const char *text, const char *wanted)
{
	_cleanup_(stringlist_free) struct stringlist words = {0};
	_cleanup_(text_free) struct text joined = {0};

	assert_null(shellwords_split(text, &words));
	list_join(&words, "|", &joined);
	assert_string_equal(text_string(&joined), wanted);
}

static void splits_like_a_shell(void **state)
{
	(void)state;
	assert_words("", "");
	assert_words(" \t\n ", "");
	assert_words("python3 -m  app\t--x\n--y", "python3|-m|app|--x|--y");
	assert_words("sh -c \"python3 /app/x.py\"", "sh|-c|python3 /app/x.py");
	assert_words("sh -c 'a \"b\" | c && d > e'", "sh|-c|a \"b\" | c && d > e");
	assert_words("a\"b\"'c'd\\ e", "abcd e");
	assert_words("'' \"\"", "|");
	assert_words("\"a\\\"b\\\\c\\d\\$e\\`\"", "a\"b\\c\\d$e`");
	assert_words("'a\\b\"'", "a\\b\"");
	assert_words("\\a \\' \\\" \\$x \\| \\#", "a|'|\"|$x|||#");
	assert_words("a\\\nb \\\n c \"d\\\ne\" 'f\\\ng'", "ab|c|de|f\\\ng");
	assert_words("sh -c '\necho one\necho two\n'", "sh|-c|\necho one\necho two\n");
	assert_words("a#b x=~ --y=%s,z $ 5$ a$. {} {a,b} a! a}",
		"a#b|x=~|--y=%s,z|$|5$|a$.|{}|{a,b}|a!|a}");
	assert_words("echo A=b =c", "echo|A=b|=c");
	assert_words("\xc3\xa9 'b\xff'", "\xc3\xa9|b\xff");
}

static void what_is_quoted_is_not_expanded(void **state)
{
	(void)state;
	assert_words("sh -c \"echo $HOME `id` *\"", "sh|-c|echo $HOME `id` *");
	assert_words("'$x' '*' '~' '#' 'a|b'", "$x|*|~|#|a|b");
}

static void what_needs_a_shell_is_refused(void **state)
{
	(void)state;
	const struct {
		const char *text, *problem;
	} bad[] = {
		{"a | b", "`|` would need a shell: quote it, or write sh -c '...'"},
		{"a && b", "`&&` would need"},
		{"a||b", "`||` would need"},
		{"a; b", "`;` would need"},
		{"a &", "`&` would need"},
		{"a >b", "`>` would need"},
		{"a 2>>b", "`>>` would need"},
		{"a <b", "`<` would need"},
		{"(a)", "`(` would need"},
		{"a `b`", "``` would need"},
		{"a $HOME/x", "`$HOME` would need"},
		{"a ${X}", "`${` would need"},
		{"a $(b)", "`$(` would need"},
		{"a $1", "`$1` would need"},
		{"a $$", "`$$` would need"},
		{"ls *.py", "`*` would need"},
		{"ls a?", "`?` would need"},
		{"ls [ab]", "`[` would need"},
		{"ls ~/x", "`~` would need"},
		{"a #b", "`#` would need"},
		{"! a", "`!` would need"},
		{"{ a", "`{` would need"},
		{"A_1=b c", "`A_1=` before the program would need a shell: write PYLOCK_ENV.A_1, "
			    "or env A_1=..."},
		{"'", "a quote (') is not closed"},
		{"a \"b", "a quote (\") is not closed"},
		{"\"a\\\"", "a quote (\") is not closed"},
		{"\"a\\", "a quote (\") is not closed"},
		{"a\\", "nothing follows the backslash"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		_cleanup_(stringlist_free) struct stringlist words = {0};
		_cleanup_free_ char *problem = shellwords_split(bad[i].text, &words);

		assert_non_null(problem);
		assert_true(starts_with(problem, bad[i].problem));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(splits_like_a_shell),
		cmocka_unit_test(what_is_quoted_is_not_expanded),
		cmocka_unit_test(what_needs_a_shell_is_refused),
	};
	return run_unit(tests);
}
