/* SPDX-License-Identifier: MIT */
#include "files/filecopy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "files/sourcetree.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

struct word {
	const char *text;
	char *source, *path;
	bool has_mode, has_dirmode, has_owner;
	unsigned mode, dirmode, uid, gid;
};

struct visit {
	struct filecopy *copy;
	const struct word *word;
};

/* --- the word ----------------------------------------------------------------------- */

/* Where the options begin in what follows SOURCE: a colon, a small word and `=`; or the end. */
static const char *find_options(const char *text)
{
	for (const char *colon = strchr(text, ':'); colon; colon = strchr(colon + 1, ':')) {
		size_t length = strspn(colon + 1, "abcdefghijklmnopqrstuvwxyz");

		if (length > 0 && colon[1 + length] == '=')
			return colon;
	}
	return text + strlen(text);
}

static unsigned parse_mode(const struct placing *placing, const char *word, const char *text)
{
	char *end;
	unsigned long mode = strtoul(text, &end, 8);

	if (text[strspn(text, "01234567")] || end == text || mode > 07777)
		die(EXIT_NO, "%s: '%s': '%s' is no mode in octal digits", placing->where, word,
			text);
	return (unsigned)mode;
}

static void parse_option(const struct filecopy *copy, struct word *word, const char *option)
{
	const char *value = strchr(option, '=');
	char *missing = NULL;

	if (starts_with(option, "owner=")) {
		word->has_owner = true;
		if (!accountfiles_owner(
			    copy->accounts, value + 1, &word->uid, &word->gid, &missing))
			die(EXIT_NO,
				"%s: '%s': the image has no %s; PYLOCK_USERS makes one, or write a "
				"number",
				copy->placing->where, word->text, missing);
	} else if (starts_with(option, "mode=")) {
		word->has_mode = true;
		word->mode = parse_mode(copy->placing, word->text, value + 1);
	} else if (starts_with(option, "dirmode=")) {
		word->has_dirmode = true;
		word->dirmode = parse_mode(copy->placing, word->text, value + 1);
	} else {
		die(EXIT_NO, "%s: '%s': '%s' is none of owner=, mode= and dirmode=",
			copy->placing->where, word->text, option);
	}
}

static struct word parse_word(const struct filecopy *copy, const char *text)
{
	struct word word = {.text = text};
	const char *path = strstr(text, ":/"), *end;

	if (!path)
		die(EXIT_NO, "%s: '%s' is not SOURCE:/PATH, with an absolute PATH",
			copy->placing->where, text);
	end = find_options(path + 1);
	word.source = xstrndup(text, (size_t)(path - text));
	word.path = sourcetree_decode(path + 1, (size_t)(end - path - 1));
	_cleanup_free_ char *options = *end ? xstrdup(end + 1) : NULL;
	char *rest = options, *option;

	while ((option = strsep(&rest, ",")))
		parse_option(copy, &word, option);
	if (word.has_mode && !word.has_dirmode) {
		word.has_dirmode = true;
		word.dirmode = word.mode | (*word.source ? (word.mode & 0444) >> 2 : 0);
	}
	return word;
}

/* --- what it names --------------------------------------------------------------------- */

static void note_secret(struct filecopy *copy, const char *source)
{
	const char *what = sourcetree_secret(source);

	if (what)
		stringlist_add(&copy->secrets, xprintf("%s (%s)", source, what));
}

static void place_directory(
	const struct placing *placing, const struct word *word, const char *path)
{
	bool as_is = !word->has_dirmode && !word->has_owner;

	if (path[strspn(path, "/")])
		placing_put(placing, path, TAR_DIRECTORY,
			as_is               ? PLACING_KEEP
			: word->has_dirmode ? word->dirmode
					    : 0755,
			word->uid, word->gid);
}

static void place_entry(void *context, const struct sourcetree_entry *entry)
{
	const struct visit *visit = context;
	const struct word *word = visit->word;
	const struct placing *placing = visit->copy->placing;
	bool joined = *entry->path && !ends_with(word->path, "/");
	_cleanup_free_ char *path = xprintf("%s%s%s", word->path, joined ? "/" : "", entry->path);

	if (S_ISDIR(entry->status.st_mode)) {
		place_directory(placing, word, path);
		if (placing->read)
			text_printf(placing->read, "%s\n", entry->source);
	} else if (S_ISLNK(entry->status.st_mode)) {
		placing_source_link(placing, path, entry->source, word->uid, word->gid);
	} else {
		_cleanup_free_ char *inside =
			xprintf("%s%s", path, ends_with(path, "/") ? file_name(entry->source) : "");

		placing_file(placing, inside, entry->source, word->has_mode ? &word->mode : NULL,
			word->uid, word->gid);
		note_secret(visit->copy, entry->source);
	}
}

void filecopy_word(struct filecopy *copy, const char *text)
{
	struct word word = parse_word(copy, text);
	_cleanup_free_ char *source = word.source, *path = word.path;
	struct visit visit = {copy, &word};
	struct stat status;

	if (!*source) {
		placing_directory(copy->placing, path, word.has_dirmode ? &word.dirmode : NULL,
			word.has_owner ? &word.uid : NULL, word.has_owner ? &word.gid : NULL);
		return;
	}
	_cleanup_free_ char *name = sourcetree_decode(source, strlen(source));

	if (stat(name, &status) < 0)
		die(file_failure(errno), "%s: '%s': %s: cannot open:", copy->placing->where, text,
			name);
	sourcetree_walk_noting(source, copy->excludes, "PYLOCK_FILES_EXCLUDE", place_entry, &visit,
		&copy->left_out);
}
