#include "inputstate.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "die.h"
#include "sourcetree.h"

enum { MAX_TARGET = 4095, MAX_DEPTH = 200 };

static void add_below(struct stringlist *entries, struct hashnotes *notes, const char *path, unsigned depth);

/* TEXT on one line. */
static void add_escaped(struct text *out, const char *text)
{
	for (size_t length; *text; text++) {
		length = strcspn(text, "\n\\");
		text_add(out, text, length);
		text += length;
		if (!*text)
			return;
		text_add_string(out, *text == '\n' ? "\\n" : "\\\\");
	}
}

static void add_entry(struct stringlist *entries, char kind, const struct stat *status, const char *content,
	const char *path)
{
	_cleanup_(text_free) struct text entry = {0};

	text_printf(&entry, "%c %04o ", kind, (unsigned)(status->st_mode & 07777));
	add_escaped(&entry, content);
	text_add_char(&entry, ' ');
	add_escaped(&entry, path);
	stringlist_add(entries, text_take(&entry));
}

/* What is not there, or cannot be read. */
static void add_failure(struct stringlist *entries, const char *path)
{
	_cleanup_free_ char *content = xprintf("%d", errno);

	add_entry(entries, '-', &(struct stat){0}, content, path);
}

static void add_link(struct stringlist *entries, const struct stat *status, const char *path)
{
	char target[MAX_TARGET + 1];
	ssize_t length = readlink(path, target, MAX_TARGET);

	if (length < 0) {
		add_failure(entries, path);
		return;
	}
	target[length] = '\0';
	_cleanup_free_ char *content = xprintf("%zd:%s", length, target);

	add_entry(entries, 'l', status, content, path);
}

/* PATH itself. */
static void add_one(
	struct stringlist *entries, struct hashnotes *notes, const char *path, const struct stat *status)
{
	struct digest digest;

	if (S_ISDIR(status->st_mode))
		add_entry(entries, 'd', status, "-", path);
	else if (S_ISLNK(status->st_mode))
		add_link(entries, status, path);
	else if (!S_ISREG(status->st_mode))
		add_entry(entries, 'o', status, "-", path);
	else if (hashnotes_digest(notes, path, status, &digest))
		add_entry(entries, 'f', status, digest.hex, path);
	else
		add_failure(entries, path);
}

static void add(struct stringlist *entries, struct hashnotes *notes, const char *path,
	const struct stat *status, unsigned depth)
{
	add_one(entries, notes, path, status);
	if (S_ISDIR(status->st_mode))
		add_below(entries, notes, path, depth + 1);
}

static bool is_left_out(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, "__pycache__") == 0;
}

static void add_below(struct stringlist *entries, struct hashnotes *notes, const char *path, unsigned depth)
{
	DIR *directory = depth > MAX_DEPTH ? NULL : opendir(path);
	const struct dirent *entry;
	struct stat status;

	if (!directory) {
		add_failure(entries, path);
		return;
	}
	while ((entry = readdir(directory))) {
		if (is_left_out(entry->d_name))
			continue;
		_cleanup_free_ char *inner =
			xprintf("%s%s%s", path, ends_with(path, "/") ? "" : "/", entry->d_name);

		if (lstat(inner, &status) < 0)
			add_failure(entries, inner);
		else
			add(entries, notes, inner, &status, depth);
	}
	closedir(directory);
}

void inputstate_add(struct stringlist *entries, struct hashnotes *notes, const char *path)
{
	struct stat status;

	if (stat(path, &status) < 0)
		add_failure(entries, path);
	else
		add(entries, notes, path, &status, 0);
}

/* --- the project's own files --- */

struct walk {
	struct stringlist *entries;
	struct hashnotes *notes;
};

static void visit(void *context, const struct sourcetree_entry *entry)
{
	const struct walk *walk = context;

	add_one(walk->entries, walk->notes, entry->source, &entry->status);
}

void inputstate_add_source(struct stringlist *entries, struct hashnotes *notes, const char *source,
	const struct stringlist *excludes)
{
	struct walk walk = {.entries = entries, .notes = notes};
	struct stat status;

	if (stat(source, &status) < 0)
		add_failure(entries, source);
	else
		sourcetree_walk(source, excludes, "PYLOCK_FILES_EXCLUDE", visit, &walk);
}

/* --- states --- */

void inputstate_join(struct stringlist *entries, struct text *state)
{
	stringlist_sort_unique(entries);
	for (size_t i = 0; i < entries->count; i++) {
		text_add_string(state, entries->items[i]);
		text_add_char(state, '\n');
	}
}
