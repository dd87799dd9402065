/* SPDX-License-Identifier: MIT */
#include "lib/shellwords.h"

#include <ctype.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

static char *not_closed(char quote)
{
	return xprintf("a quote (%c) is not closed", quote);
}

static char *needs_shell(const char *what, size_t length)
{
	return xprintf(
		"`%.*s` would need a shell: quote it, or write sh -c '...'", (int)length, what);
}

static char *add_single(const char **cursor, struct text *word)
{
	const char *start = *cursor + 1, *end = strchr(start, '\'');

	if (!end)
		return not_closed('\'');
	text_add(word, start, (size_t)(end - start));
	*cursor = end + 1;
	return NULL;
}

static char *add_double(const char **cursor, struct text *word)
{
	const char *next = *cursor + 1;

	for (; *next != '"'; next++) {
		if (*next == '\\' && next[1] == '\n') {
			next++;
			continue;
		}
		if (*next == '\\' && next[1] && strchr("$`\"\\", next[1]))
			next++;
		if (!*next)
			return not_closed('"');
		text_add_char(word, *next);
	}
	*cursor = next + 1;
	return NULL;
}

static char *add_escaped(const char **cursor, struct text *word)
{
	const char *next = *cursor + 1;

	if (!*next)
		return xstrdup("nothing follows the backslash");
	if (*next != '\n')
		text_add_char(word, *next);
	*cursor = next + 1;
	return NULL;
}

/* How many bytes at TEXT, unquoted, only a shell knows how to read; FIRST in a word. */
static size_t shell_syntax(const char *text, bool first)
{
	if (strchr("|&;<>()`*?[", *text))
		return text[0] == text[1] && strchr("|&;<>", *text) ? 2 : 1;
	if (*text == '$' && text[1] &&
		(isalnum((unsigned char)text[1]) || strchr("_{(?@*#$!-'\"", text[1])))
		return 2 + (isalpha((unsigned char)text[1]) || text[1] == '_'
					   ? strspn(text + 2, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij"
							      "klmnopqrstuvwxyz"
							      "_0123456789")
					   : 0);
	if (first && strchr("~#", *text))
		return 1;
	if (first && strchr("{}!", *text) && (!text[1] || strchr(" \t\n\r\"'", text[1])))
		return 1;
	return 0;
}

/* NAME= at the beginning of the first word. */
static size_t assignment(const char *text)
{
	size_t length = 0;

	while (isalnum((unsigned char)text[length]) || text[length] == '_')
		length++;
	return length > 0 && !isdigit((unsigned char)*text) && text[length] == '=' ? length + 1 : 0;
}

static char *add_word(const char **cursor, struct text *word)
{
	const char *start = *cursor;

	while (**cursor && !strchr(" \t\n\r", **cursor)) {
		char *problem = NULL;
		size_t syntax = shell_syntax(*cursor, *cursor == start);

		if (syntax > 0)
			problem = needs_shell(*cursor, syntax);
		else if (**cursor == '\'')
			problem = add_single(cursor, word);
		else if (**cursor == '"')
			problem = add_double(cursor, word);
		else if (**cursor == '\\')
			problem = add_escaped(cursor, word);
		else
			text_add_char(word, *(*cursor)++);
		if (problem)
			return problem;
	}
	return NULL;
}

/* Moves over what separates words: blanks, and newlines that a backslash joins to them. */
static const char *skip_blanks(const char *text)
{
	for (;;) {
		text += strspn(text, " \t\n\r");
		if (text[0] != '\\' || text[1] != '\n')
			return text;
		text += 2;
	}
}

char *shellwords_split(const char *text, struct stringlist *words)
{
	text = skip_blanks(text);
	if (assignment(text) > 0)
		return xprintf("`%.*s` before the program would need a shell: write "
			       "PYLOCK_ENV.%.*s, or env %.*s...",
			(int)assignment(text), text, (int)assignment(text) - 1, text,
			(int)assignment(text), text);
	while (*text) {
		_cleanup_(text_free) struct text word = {0};
		char *problem = add_word(&text, &word);

		if (problem)
			return problem;
		stringlist_add(words, word.length > 0 ? text_take(&word) : xstrdup(""));
		text = skip_blanks(text);
	}
	return NULL;
}
