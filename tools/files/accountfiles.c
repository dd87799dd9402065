/* SPDX-License-Identifier: MIT */
#include "files/accountfiles.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

enum { MOST_FIELDS = 6, LONGEST_NAME = 32 };

static const unsigned long largest_id = 4294967294;

/* What a word of PYLOCK_USERS says; the strings point into COPY. */
struct account {
	char *copy, *name, *home, *groups;
	const char *shell;
	unsigned uid, gid;
};

static void account_free(struct account *account)
{
	free(account->copy);
}

static struct text base_text(const struct basetree *base, const char *path)
{
	struct base_entry entry = basetree_find(base, path);
	struct text text = {0};

	if (entry.kind == BASE_FILE && entry.text)
		text_add_string(&text, entry.text);
	if (text.length > 0 && text.bytes[text.length - 1] != '\n')
		text_add_char(&text, '\n');
	return text;
}

struct accountfiles accountfiles_read(const struct basetree *base)
{
	return (struct accountfiles){base_text(base, "etc/passwd"), base_text(base, "etc/group"),
		base_text(base, "etc/shadow"), base_text(base, "etc/gshadow"),
		basetree_find(base, "etc/shadow").kind == BASE_FILE};
}

void accountfiles_free(struct accountfiles *files)
{
	text_free(&files->passwd);
	text_free(&files->group);
	text_free(&files->shadow);
	text_free(&files->gshadow);
}

/* --- looking up ------------------------------------------------------------------- */

static bool is_number(const char *text, unsigned *number)
{
	size_t digits = strspn(text, "0123456789");
	unsigned long value = strtoul(text, NULL, 10);

	if (digits == 0 || digits > 10 || text[digits] || value > largest_id)
		return false;
	*number = (unsigned)value;
	return true;
}

/* The field with that INDEX of LINE, which ends with a newline; the caller frees. */
static char *field_of(const char *line, size_t index)
{
	for (; index > 0; index--) {
		line += strcspn(line, ":\n");
		if (*line != ':')
			return xstrdup("");
		line++;
	}
	return xstrndup(line, strcspn(line, ":\n"));
}

/* The line of TEXT whose field INDEX is VALUE, or as a number NUMBER when VALUE is NULL; NULL for
 * none. */
static const char *find_line(
	const struct text *text, size_t index, const char *value, unsigned number)
{
	for (const char *line = text_string(text); *line;
		line += strcspn(line, "\n"), line += *line == '\n') {
		_cleanup_free_ char *field = field_of(line, index);
		unsigned found;

		if (value ? strcmp(field, value) == 0 : is_number(field, &found) && found == number)
			return line;
	}
	return NULL;
}

static unsigned number_at(const char *line, size_t index)
{
	_cleanup_free_ char *field = field_of(line, index);
	unsigned number = 0;

	is_number(field, &number);
	return number;
}

bool accountfiles_owner(const struct accountfiles *files, const char *owner, unsigned *uid,
	unsigned *gid, char **missing)
{
	_cleanup_free_ char *user = xstrndup(owner, strcspn(owner, ":"));
	const char *group = strchr(owner, ':'), *line;

	if (is_number(user, uid)) {
		*gid = *uid;
	} else {
		line = find_line(&files->passwd, 0, user, 0);
		if (!line) {
			*missing = xprintf("user '%s'", user);
			return false;
		}
		*uid = number_at(line, 2);
		*gid = number_at(line, 3);
	}
	if (!group || is_number(++group, gid))
		return true;
	line = find_line(&files->group, 0, group, 0);
	if (!line) {
		*missing = xprintf("group '%s'", group);
		return false;
	}
	*gid = number_at(line, 2);
	return true;
}

/* --- adding ----------------------------------------------------------------------- */

/* What useradd of Debian and of shadow-utils both take. */
static bool is_name(const char *name)
{
	size_t length = strlen(name);

	return length > 0 && length <= LONGEST_NAME && !strchr("0123456789-", *name) &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == length;
}

static bool is_path(const char *path)
{
	return *path == '/' && !tree_path_fault(path + 1);
}

static struct account parse(const char *word, const char *variable)
{
	struct account account = {.copy = xstrdup(word), .shell = "/bin/sh"};
	char *fields[MOST_FIELDS] = {NULL}, *rest = account.copy;
	size_t count = 0;

	while (rest && count < MOST_FIELDS)
		fields[count++] = strsep(&rest, ":");
	if (count < 4 || rest)
		die(EXIT_NO, "%s: '%s' is not NAME:UID:GID:HOME[:SHELL[:GROUP,…]]", variable, word);
	account.name = fields[0];
	account.home = fields[3];
	account.groups = fields[5];
	if (fields[4] && *fields[4])
		account.shell = fields[4];
	if (!is_name(account.name))
		die(EXIT_NO, "%s: '%s': '%s' is no user's name: small letters, digits, '_' and '-'",
			variable, word, account.name);
	if (!is_number(fields[1], &account.uid) || !is_number(fields[2], &account.gid))
		die(EXIT_NO, "%s: '%s': UID and GID are numbers below 4294967295", variable, word);
	if (!is_path(account.home) || !is_path(account.shell))
		die(EXIT_NO, "%s: '%s': HOME and SHELL are absolute paths", variable, word);
	return account;
}

/* Dies when TEXT has a line with that value in field INDEX. */
static void check_free(const struct text *text, size_t index, const char *value, unsigned number,
	const char *word, const char *variable)
{
	const char *line = find_line(text, index, value, number);

	if (line)
		die(EXIT_NO, "%s: '%s': the image has '%.*s' already", variable, word,
			(int)strcspn(line, "\n"), line);
}

/* Adds NAME to the members, the last field, of GROUP's line. Returns whether there is one. */
static bool add_member(struct text *text, const char *group, const char *name)
{
	const char *line = find_line(text, 0, group, 0);
	struct text longer = {0};

	if (!line)
		return false;
	const char *end = line + strcspn(line, "\n");
	_cleanup_free_ char *members = field_of(line, 3);

	text_add(&longer, text->bytes, (size_t)(end - text->bytes));
	text_printf(&longer, "%s%s%s", *members ? "," : "", name, end);
	text_free(text);
	*text = longer;
	return true;
}

void accountfiles_add(struct accountfiles *files, const char *word, const char *variable)
{
	_cleanup_(account_free) struct account account = parse(word, variable);
	char *group;

	check_free(&files->passwd, 0, account.name, 0, word, variable);
	check_free(&files->passwd, 2, NULL, account.uid, word, variable);
	if (!find_line(&files->group, 2, NULL, account.gid)) {
		check_free(&files->group, 0, account.name, 0, word, variable);
		text_printf(&files->group, "%s:x:%u:\n", account.name, account.gid);
		if (files->gshadow.length > 0)
			text_printf(&files->gshadow, "%s:!::\n", account.name);
	}
	bool shadow = files->has_shadow || files->shadow.length > 0;

	text_printf(&files->passwd, "%s:%s:%u:%u::%s:%s\n", account.name, shadow ? "x" : "!",
		account.uid, account.gid, account.home, account.shell);
	if (shadow)
		text_printf(&files->shadow, "%s:!::0:99999:7:::\n", account.name);
	while ((group = strsep(&account.groups, ","))) {
		if (!add_member(&files->group, group, account.name))
			die(EXIT_NO, "%s: '%s': the image has no group '%s'", variable, word,
				group);
		add_member(&files->gshadow, group, account.name);
	}
}

/* --- placing ---------------------------------------------------------------------- */

static void check_plain(const char *path, const struct placing *placing)
{
	_cleanup_free_ char *real = tree_resolve(placing->tree, path, true);

	if (real && strcmp(real, path) != 0 && tree_look(placing->tree, real).kind == BASE_FILE)
		die(EXIT_NO,
			"%s: /%s: the base's links lead to /%s, to which no user can be added: "
			"write a whole "
			"one of your own in PYLOCK_FILES",
			placing->where, path, real);
}

static void place_file(const struct text *text, const char *path, const struct placing *placing,
	const struct basetree *base)
{
	struct base_entry entry = basetree_find(base, path);
	bool known = entry.kind == BASE_FILE && entry.text;
	struct text old = base_text(base, path);

	if (text->length != old.length ||
		memcmp(text_string(text), text_string(&old), text->length) != 0) {
		check_plain(path, placing);
		tree_set_bytes(placing->tree,
			placing_put(placing, path, TAR_FILE, known ? entry.mode : 0644,
				known ? entry.uid : 0, known ? entry.gid : 0),
			text->bytes, text->length);
	}
	text_free(&old);
}

void accountfiles_place(const struct accountfiles *files, char *const *words, size_t count,
	const struct placing *placing, const struct basetree *base)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_(account_free) struct account account = parse(words[i], placing->where);

		if (account.home[1] && strcmp(account.home, "/nonexistent") != 0)
			placing_put(placing, account.home, TAR_DIRECTORY, 0755, account.uid,
				account.gid);
	}
	place_file(&files->passwd, "etc/passwd", placing, base);
	place_file(&files->group, "etc/group", placing, base);
	place_file(&files->shadow, "etc/shadow", placing, base);
	place_file(&files->gshadow, "etc/gshadow", placing, base);
}
