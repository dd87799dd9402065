/* SPDX-License-Identifier: MIT */
#include "files/accounts.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

enum { MOST_FIELDS = 7, MOST_DIGITS = 10 };

/* Splits a line, at LENGTH bytes ended, at its colons; LINE is written to. Returns how many there
 * are. */
static size_t split_line(char *line, char *fields[MOST_FIELDS])
{
	size_t count = 0;
	char *next = line;

	while (next && count < MOST_FIELDS) {
		fields[count++] = next;
		next = strchr(next, ':');
		if (next)
			*next++ = '\0';
	}
	return count;
}

static bool is_number(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && length <= MOST_DIGITS && strspn(text, "0123456789") == length &&
	       strtoull(text, NULL, 10) <= UINT32_MAX;
}

static json_t *number(const char *text)
{
	return json_integer((json_int_t)strtoull(text, NULL, 10));
}

static json_t *string(const char *text)
{
	return json_lossy(text, strlen(text));
}

static json_t *user_json(char *fields[MOST_FIELDS], size_t count)
{
	if (count < 4 || !*fields[0] || !is_number(fields[2]) || !is_number(fields[3]))
		return NULL;
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "name", string(fields[0]), "uid",
		number(fields[2]), "gid", number(fields[3]), "home",
		string(count > 5 ? fields[5] : ""), "shell", string(count > 6 ? fields[6] : ""));
}

static json_t *group_json(char *fields[MOST_FIELDS], size_t count)
{
	json_t *members = json_array();
	char *rest = count > 3 ? fields[3] : NULL, *name;

	if (count < 3 || !*fields[0] || !is_number(fields[2])) {
		json_decref(members);
		return NULL;
	}
	while ((name = strsep(&rest, ",")))
		if (*name)
			json_array_append_new(members, string(name));
	return json_pack("{s:o, s:o, s:o}", "name", string(fields[0]), "gid", number(fields[2]),
		"members", members);
}

static json_t *read_lines(
	const char *text, json_t *(*line_json)(char *fields[MOST_FIELDS], size_t count))
{
	_cleanup_free_ char *copy = xstrdup(text);
	char *rest = copy, *line, *fields[MOST_FIELDS];
	json_t *list = json_array();

	while ((line = strsep(&rest, "\n"))) {
		json_t *entry = *line == '#' ? NULL : line_json(fields, split_line(line, fields));

		if (entry)
			json_array_append_new(list, entry);
	}
	return list;
}

json_t *accounts_users(const char *passwd)
{
	return read_lines(passwd, user_json);
}

json_t *accounts_groups(const char *group)
{
	return read_lines(group, group_json);
}
