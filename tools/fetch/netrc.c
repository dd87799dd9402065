/* SPDX-License-Identifier: MIT */
#include "fetch/netrc.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

void netrc_free(struct netrc *netrc)
{
	for (size_t i = 0; i < netrc->count; i++) {
		free(netrc->entries[i].host);
		free(netrc->entries[i].login);
		free(netrc->entries[i].password);
	}
	free(netrc->entries);
	*netrc = (struct netrc){0};
}

static struct netrc_entry *find(const struct netrc *netrc, const char *host)
{
	for (size_t i = 0; i < netrc->count; i++)
		if (strcmp(netrc->entries[i].host, host) == 0)
			return &netrc->entries[i];
	return NULL;
}

const struct netrc_entry *netrc_find(const struct netrc *netrc, const char *host)
{
	return find(netrc, host);
}

void netrc_set(struct netrc *netrc, const char *host, const char *login, const char *password)
{
	struct netrc_entry *entry = find(netrc, host);

	if (!entry) {
		netrc->entries = xrealloc(netrc->entries, netrc->count + 1, sizeof *netrc->entries);
		entry = &netrc->entries[netrc->count++];
		*entry = (struct netrc_entry){.host = xstrdup(host)};
	}
	free(entry->login);
	free(entry->password);
	entry->login = xstrdup(login);
	entry->password = xstrdup(password);
}

/* --- reading ------------------------------------------------------------------------------ */

struct lexer {
	const char *path, *cursor;
	size_t line;
	struct text token;
	bool again; /* the token is to be read once more */
};

static char next(struct lexer *lexer)
{
	char c = *lexer->cursor;

	if (c)
		lexer->cursor++;
	lexer->line += c == '\n';
	return c;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void skip_line(struct lexer *lexer)
{
	for (char c = next(lexer); c && c != '\n';)
		c = next(lexer);
}

/* The next word, "" at the end. In quotes, it goes to the next one; a backslash takes what follows
 * as it is. */
static const char *word(struct lexer *lexer)
{
	if (lexer->again) {
		lexer->again = false;
		return text_string(&lexer->token);
	}
	text_clear(&lexer->token);
	while (is_space(*lexer->cursor))
		next(lexer);
	bool quoted = *lexer->cursor == '"';

	if (quoted)
		next(lexer);
	for (char c; (c = next(lexer)) && (quoted ? c != '"' : !is_space(c));) {
		if (c == '\\' && !(c = next(lexer)))
			break;
		text_add_char(&lexer->token, c);
	}
	return text_string(&lexer->token);
}

/* The next word that does not begin a comment. A comment is at the beginning of a line, or after a
 * space; it goes to the end of its line. */
static const char *keyword(struct lexer *lexer)
{
	const char *token = word(lexer);

	while (*token == '#') {
		if (lexer->cursor[-1] != '\n')
			skip_line(lexer);
		token = word(lexer);
	}
	return token;
}

_Noreturn static void bad(const struct lexer *lexer, const char *what)
{
	die(EXIT_NO, "%s:%zu: %s", lexer->path, lexer->line, what);
}

/* What follows the name of a host, up to the next entry. */
static void read_entry(struct lexer *lexer, struct netrc *netrc, const char *host)
{
	_cleanup_free_ char *login = xstrdup(""), *password = xstrdup("");

	for (;;) {
		const char *token = keyword(lexer);

		if (!*token || strcmp(token, "machine") == 0 || strcmp(token, "default") == 0 ||
			strcmp(token, "macdef") == 0)
			break;
		bool is_login = strcmp(token, "login") == 0 || strcmp(token, "user") == 0;
		bool is_password = strcmp(token, "password") == 0;

		if (!is_login && !is_password && strcmp(token, "account") != 0)
			bad(lexer, "not login, password or account, nor the next machine: is a "
				   "password with a space in it in quotes?");
		token = word(lexer);
		if (is_login || is_password) {
			char **value = is_login ? &login : &password;

			free(*value);
			*value = xstrdup(token);
		}
	}
	lexer->again = true;
	netrc_set(netrc, host, login, password);
}

/* A macro goes to the next empty line. */
static void skip_macro(struct lexer *lexer)
{
	word(lexer);
	while (*lexer->cursor != '\n') {
		if (!*lexer->cursor)
			bad(lexer, "no empty line ends the macro");
		skip_line(lexer);
	}
}

struct netrc netrc_parse(const char *text, const char *path)
{
	struct lexer lexer = {.path = path, .cursor = text, .line = 1};
	struct netrc netrc = {0};

	for (const char *token; *(token = keyword(&lexer));) {
		if (strcmp(token, "macdef") == 0) {
			skip_macro(&lexer);
			continue;
		}
		if (strcmp(token, "machine") != 0 && strcmp(token, "default") != 0)
			bad(&lexer, "not machine, default or macdef");
		_cleanup_free_ char *host = xstrdup(*token == 'm' ? word(&lexer) : token);

		if (!*host)
			bad(&lexer, "a machine without a name");
		read_entry(&lexer, &netrc, host);
	}
	text_free(&lexer.token);
	return netrc;
}

/* --- writing ------------------------------------------------------------------------------ */

/* A word, in quotes where it needs them. */
static void add_word(struct text *text, const char *word)
{
	bool plain = true;

	for (const char *c = word; *c; c++)
		plain &= (unsigned char)*c > ' ' && (unsigned char)*c < 0x7f &&
			 !strchr("\"'\\#", *c);
	if (plain) {
		text_add_string(text, word);
		return;
	}
	text_add_char(text, '"');
	for (; *word; word++) {
		if (*word == '"' || *word == '\\')
			text_add_char(text, '\\');
		text_add_char(text, *word);
	}
	text_add_char(text, '"');
}

/* An entry without a login, or without a password, is one all the same: the first that fits
 * counts. */
static void add_entry(struct text *text, const struct netrc_entry *entry, bool is_default)
{
	text_add_string(text, is_default ? "default" : "machine ");
	if (!is_default)
		add_word(text, entry->host);
	if (*entry->login) {
		text_add_string(text, " login ");
		add_word(text, entry->login);
	}
	if (*entry->password) {
		text_add_string(text, " password ");
		add_word(text, entry->password);
	}
	text_add_char(text, '\n');
}

struct text netrc_text(const struct netrc *netrc)
{
	const struct netrc_entry *other = netrc_find(netrc, "default");
	struct text text = {0};

	for (size_t i = 0; i < netrc->count; i++)
		if (&netrc->entries[i] != other)
			add_entry(&text, &netrc->entries[i], false);
	if (other)
		add_entry(&text, other, true);
	return text;
}
