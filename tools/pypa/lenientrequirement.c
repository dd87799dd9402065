/* SPDX-License-Identifier: MIT */
#include "pypa/lenientrequirement.h"

#include <ctype.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/text.h"
#include "pypa/specifier.h"

/* A repair replaces all places in a text that it fits, the leftmost first. It returns the length of
 * the place at AT, having appended what takes it, or 0. */
typedef size_t repair_function(const char *at, struct text *out);

static size_t digits(const char *text)
{
	return strspn(text, "0123456789");
}

static bool is_digit(char c)
{
	return isdigit((unsigned char)c);
}

/* >=7.2.0<8.0.0 */
static size_t missing_comma(const char *at, struct text *out)
{
	if (!is_digit(at[0]) || !at[1] || !strchr("<>=~^!", at[1]))
		return 0;
	text_printf(out, "%c,%c", at[0], at[1]);
	return 2;
}

/* !=~5.0, of numbers of one digit */
static size_t tilde_after_not_equal(const char *at, struct text *out)
{
	if (!starts_with(at, "!=~") || !is_digit(at[3]))
		return 0;
	size_t length = 4;

	while (at[length] == '.' && is_digit(at[length + 1]))
		length += 2;
	text_printf(out, "!=%.*s.*", (int)length - 3, at + 3);
	return length;
}

/* >=1.9.* */
static size_t star_after_order(const char *at, struct text *out)
{
	if (at[0] != '<' && at[0] != '>')
		return 0;
	size_t comparison = at[1] == '=' ? 2 : 1, start = comparison;

	start += strspn(at + start, " \t");
	size_t end = start + digits(at + start);

	while (end > start && at[end] == '.' && is_digit(at[end + 1]))
		end += 1 + digits(at + end + 1);
	if (end == start || !starts_with(at + end, ".*"))
		return 0;
	text_add(out, at, comparison);
	text_add(out, at + start, end - start);
	return end + 2;
}

/* !=3.0* */
static size_t missing_dot(const char *at, struct text *out)
{
	size_t end = 0;

	while (is_digit(at[end]) && at[end + 1] == '.' && is_digit(at[end + 2]))
		end += 3;
	if (!end || at[end] != '*')
		return 0;
	text_printf(out, "%.3s.*", at + end - 3);
	return end + 1;
}

/* >=3.6, */
static size_t comma_at_end(const char *at, struct text *out)
{
	(void)out;
	return at[0] == ',' && !at[1 + strspn(at + 1, " \t")] ? strlen(at) : 0;
}

static size_t later_than_dev(const char *at, struct text *out)
{
	if (!starts_with(at, ">dev"))
		return 0;
	text_add_string(out, ">0.0.0dev");
	return strlen(">dev");
}

/* >=9.0.0a1.0 */
static size_t zero_at_end(const char *at, struct text *out)
{
	static const char *const phases[] = {"a", "b", "rc", "post", "dev"};
	size_t end = digits(at), phase = 0;

	if (!end)
		return 0;
	while (at[end] == '.' && is_digit(at[end + 1]))
		end += 2;
	for (size_t i = 0; i < sizeof phases / sizeof *phases; i++)
		if (starts_with(at + end, phases[i]))
			phase = strlen(phases[i]);
	end += phase;
	if (!phase || !is_digit(at[end]))
		return 0;
	end += digits(at + end);
	if (!starts_with(at + end, ".0"))
		return 0;
	text_add(out, at, end);
	return end + 2;
}

static size_t quote(const char *at, struct text *out)
{
	(void)out;
	return at[0] == '\'' || at[0] == '"';
}

/* In this order; each goes on with what the one before it made. */
static const struct {
	repair_function *repair;
	bool before_marker; /* what is behind a semicolon stays */
} repairs[] = {
	{missing_comma, false},
	{tilde_after_not_equal, false},
	{star_after_order, false},
	{missing_dot, false},
	{comma_at_end, false},
	{later_than_dev, false},
	{zero_at_end, false},
	{quote, true},
};

/* TEXT with all places replaced; the caller frees. */
static char *replaced(const char *text, repair_function *repair, bool before_marker)
{
	const char *end = text + (before_marker ? strcspn(text, ";") : strlen(text));
	struct text out = {0};

	while (text < end) {
		size_t length = repair(text, &out);

		if (!length)
			text_add(&out, text, length = 1);
		text += length;
	}
	text_add_string(&out, text);
	return text_take(&out);
}

/* Whether TEXT is what is wanted, of which OUT then is told; NULL, or what is wrong with it. */
typedef const char *reader(const char *text, void *out);

static const char *read_leniently(const char *text, reader *read, void *out, char **repaired)
{
	const char *problem = read(text, out);
	_cleanup_free_ char *now = xstrdup(text);

	*repaired = NULL;
	for (size_t i = 0; problem && i < sizeof repairs / sizeof *repairs; i++) {
		char *next = replaced(now, repairs[i].repair, repairs[i].before_marker);
		bool is_other = strcmp(next, now) != 0;

		free(now);
		now = next;
		if (is_other && !read(now, out)) {
			*repaired = steal(&now);
			break;
		}
	}
	return problem;
}

static const char *read_requirement(const char *text, void *out)
{
	return requirement_parse(text, out);
}

const char *lenientrequirement_parse(
	const char *text, struct requirement *requirement, char **repaired)
{
	return read_leniently(text, read_requirement, requirement, repaired);
}

struct question {
	const char *version;
	bool *admit;
};

static const char *read_specifiers(const char *text, void *out)
{
	const struct question *question = out;

	return specifiers_admit(text, question->version, question->admit);
}

const char *lenientspecifiers_admit(
	const char *text, const char *version, bool *admit, char **repaired)
{
	struct question question = {.version = version};

	question.admit = admit;
	return read_leniently(text, read_specifiers, &question, repaired);
}
