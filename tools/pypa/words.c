/* SPDX-License-Identifier: MIT */
#include "pypa/words.h"

#include <string.h>

#include "lib/cleanup.h"

/* Inside double quotes a backslash escapes only those and itself; inside single quotes nothing is
 * special. */
static const char *quoted(const char **cursor, struct text *word)
{
	const char quote = *(*cursor)++;

	for (; **cursor != quote; ++*cursor) {
		if (quote == '"' && **cursor == '\\' &&
			((*cursor)[1] == '"' || (*cursor)[1] == '\\'))
			++*cursor;
		if (!**cursor)
			return "a quote is not closed";
		text_add_char(word, **cursor);
	}
	++*cursor;
	return NULL;
}

const char *words_split(const char *line, struct stringlist *words)
{
	for (line += strspn(line, " \t"); *line; line += strspn(line, " \t")) {
		_cleanup_(text_free) struct text word = {0};

		while (!strchr(" \t", *line)) {
			const char *problem = NULL;

			if (*line == '"' || *line == '\'')
				problem = quoted(&line, &word);
			else if (*line == '\\' && !*++line)
				problem = "nothing follows the backslash";
			else
				text_add_char(&word, *line++);
			if (problem)
				return problem;
		}
		stringlist_add(words, text_take(&word));
	}
	return NULL;
}
