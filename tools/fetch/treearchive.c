/* SPDX-License-Identifier: MIT */
#include "fetch/treearchive.h"

#include <string.h>
#include <unistd.h>

#include "fetch/gitcheckout.h"
#include "fetch/projectpath.h"
#include "lib/cleanup.h"
#include "lib/command.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/temporary.h"
#include "pypa/sourceidentity.h"

static const char *const left_out[] = {"pylock.*.toml", "requirements.lock.*.txt", "built.*.lock",
	"base.*.lock", "build", "dist", "**/*.egg-info", NULL};
/* All of a checkout, whatever its .dockerignore says, but not git's own. */
static const char *const all_of_it[] = {"!**", ".git", "**/.git", NULL};

/* Where a tree is: the directory NAME, seen from WHERE. */
struct place {
	const char *where, *name;
};

/* PATH as filelayer reads it in a word. The caller frees. */
static char *word_of(const char *path)
{
	struct text word = {0};

	for (; *path; path++)
		if (*path == '%')
			text_add_string(&word, "%25");
		else if (*path == ' ')
			text_add_string(&word, "%20");
		else
			text_add_char(&word, *path);
	return text_take(&word);
}

static void add_option(struct stringlist *words, const char *option, char *value)
{
	stringlist_add(words, xstrdup(option));
	stringlist_add(words, value);
}

/* What filelayer, run with WORDS and a NULL, says of what it made; SUBJECT begins the message when
 * it made nothing. */
static struct tree_archive make(
	struct stringlist *words, const struct place *place, const char *subject)
{
	_cleanup_(text_free) struct text output = {0};
	struct tree_archive archive;

	stringlist_add(words, NULL);
	const struct command command = {.words = (const char *const *)words->items,
		.directory = place->where,
		.output = &output};

	if (command_run(&command) != 0)
		die(EXIT_NO, "%s: no archive of it can be made, as explained above", subject);
	_cleanup_json_ json_t *made = json_loadb(text_string(&output), output.length, 0, NULL);

	if (!made || !digest_parse(json_want_string(made, "digest", "filelayer"), &archive.digest))
		die(EXIT_SYSTEM, "filelayer: says nothing of what it made");
	archive.size = json_want_size(made, "size", "filelayer");
	return archive;
}

/* Adds a PKG-INFO to a tree whose files say no version, as when only the repository's tags do. It
 * is written in SCRATCH. */
static void add_info(struct stringlist *words, const char *tree, const char *scratch,
	const char *name, const char *version)
{
	_cleanup_free_ char *theirs = xprintf("%s/PKG-INFO", tree),
			    *ours = xprintf("%s/PKG-INFO", scratch), *word = word_of(ours);
	_cleanup_(text_free) struct text info = {0};

	if (access(theirs, F_OK) == 0)
		return;
	_cleanup_(source_identity_free) struct source_identity identity =
		source_identity_read(tree);

	if (identity.version)
		return;
	text_printf(&info, "Metadata-Version: 2.1\nName: %s\nVersion: %s\n", name, version);
	file_write(ours, info.bytes, info.length);
	add_option(words, "--copy", xprintf("%s:/%s-%s/PKG-INFO", word, name, version));
}

static struct tree_archive archive_of(const struct archiver *archiver, const struct place *place,
	const char *name, const char *version, const struct stringlist *excludes)
{
	_cleanup_(temporary_remove_directory) char *scratch = temporary_make_directory();
	_cleanup_(stringlist_free) struct stringlist words = {0};
	_cleanup_free_ char *path = xprintf("%s/%s", place->where, place->name),
			    *tree = path_simple(path), *word = word_of(place->name);

	stringlist_add(&words, xprintf("%s/bin/filelayer", archiver->tools));
	if (archiver->store)
		add_option(&words, "--store", xstrdup(archiver->store));
	else
		add_option(&words, "-o", xstrdup("/dev/null"));
	add_option(&words, "--variable", xstrdup("a direct reference"));
	add_option(&words, "--copy", xprintf("%s:/%s-%s", word, name, version));
	add_info(&words, tree, scratch, name, version);
	for (size_t i = 0; i < excludes->count; i++)
		add_option(&words, "--exclude", xstrdup(excludes->items[i]));
	return make(&words, place, word);
}

static void add_all(struct stringlist *list, const char *const *items)
{
	for (; *items; items++)
		stringlist_add(list, xstrdup(*items));
}

/* Adds a pattern that PATH alone matches. */
static void add_exactly(struct stringlist *patterns, const char *path)
{
	struct text pattern = {0};

	for (; *path; path++) {
		if (strchr("\\*?[", *path))
			text_add_char(&pattern, '\\');
		text_add_char(&pattern, *path);
	}
	stringlist_add(patterns, text_take(&pattern));
}

struct tree_archive treearchive_directory(
	const struct archiver *archiver, const char *path, const char *name, const char *version)
{
	_cleanup_(stringlist_free) struct stringlist excludes = {0}, ignored = {0};
	const struct place place = {".", path};

	gitignored(path, &ignored);
	add_all(&excludes, left_out);
	for (size_t i = 0; i < ignored.count; i++)
		add_exactly(&excludes, ignored.items[i]);
	return archive_of(archiver, &place, name, version, &excludes);
}

struct tree_archive treearchive_checkout(
	const struct archiver *archiver, const char *tree, const char *name, const char *version)
{
	_cleanup_free_ char *above = xstrndup(tree, (size_t)(file_name(tree) - tree));
	_cleanup_(stringlist_free) struct stringlist excludes = {0};
	const struct place place = {above, file_name(tree)};

	add_all(&excludes, all_of_it);
	return archive_of(archiver, &place, name, version, &excludes);
}
