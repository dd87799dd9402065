/* SPDX-License-Identifier: MIT */
#include "inputs/inputstate.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "files/sourcetree.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/unconst.h"

enum { MAX_TARGET = 4095, MAX_DEPTH = 200 };

static void add_below(const struct inputs *inputs, const char *path, unsigned depth);

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

static void add_entry(const struct inputs *inputs, char kind, const struct stat *status,
	const char *content, const char *path)
{
	_cleanup_(text_free) struct text entry = {0};

	text_printf(&entry, "%c %04o ", kind, (unsigned)(status->st_mode & 07777));
	add_escaped(&entry, content);
	text_add_char(&entry, ' ');
	add_escaped(&entry, path + (strncmp(path, inputs->root, strlen(inputs->root)) == 0
						   ? strlen(inputs->root)
						   : 0));
	stringlist_add(inputs->entries, text_take(&entry));
}

/* What is not there, or cannot be read. */
static void add_failure(const struct inputs *inputs, const char *path)
{
	_cleanup_free_ char *content = xprintf("%d", errno);

	add_entry(inputs, '-', &(struct stat){0}, content, path);
}

static void add_link(const struct inputs *inputs, const struct stat *status, const char *path)
{
	char target[MAX_TARGET + 1];
	ssize_t length = readlink(path, target, MAX_TARGET);

	if (length < 0) {
		add_failure(inputs, path);
		return;
	}
	target[length] = '\0';
	_cleanup_free_ char *content = xprintf("%zd:%s", length, target);

	add_entry(inputs, 'l', status, content, path);
}

/* PATH itself. */
static void add_one(const struct inputs *inputs, const char *path, const struct stat *status)
{
	struct digest digest;

	if (S_ISDIR(status->st_mode))
		add_entry(inputs, 'd', status, "-", path);
	else if (S_ISLNK(status->st_mode))
		add_link(inputs, status, path);
	else if (!S_ISREG(status->st_mode))
		add_entry(inputs, 'o', status, "-", path);
	else if (hashnotes_digest(inputs->notes, path, status, &digest))
		add_entry(inputs, 'f', status, digest.hex, path);
	else
		add_failure(inputs, path);
}

static void add(
	const struct inputs *inputs, const char *path, const struct stat *status, unsigned depth)
{
	add_one(inputs, path, status);
	if (S_ISDIR(status->st_mode))
		add_below(inputs, path, depth + 1);
}

static bool is_left_out(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
	       strcmp(name, "__pycache__") == 0;
}

static void add_below(const struct inputs *inputs, const char *path, unsigned depth)
{
	DIR *directory = depth > MAX_DEPTH ? NULL : opendir(path);
	const struct dirent *entry;
	struct stat status;

	if (!directory) {
		add_failure(inputs, path);
		return;
	}
	while ((entry = readdir(directory))) {
		if (is_left_out(entry->d_name))
			continue;
		_cleanup_free_ char *inner =
			xprintf("%s%s%s", path, ends_with(path, "/") ? "" : "/", entry->d_name);

		if (lstat(inner, &status) < 0)
			add_failure(inputs, inner);
		else
			add(inputs, inner, &status, depth);
	}
	closedir(directory);
}

void inputstate_add(const struct inputs *inputs, const char *path)
{
	struct stat status;

	if (stat(path, &status) < 0)
		add_failure(inputs, path);
	else
		add(inputs, path, &status, 0);
}

/* --- the project's own files --- */

static void visit(void *context, const struct sourcetree_entry *entry)
{
	add_one(context, entry->source, &entry->status);
}

void inputstate_add_source(
	const struct inputs *inputs, const char *source, const struct stringlist *excludes)
{
	_cleanup_free_ char *name = sourcetree_decode(source, strlen(source));
	struct stat status;

	if (stat(name, &status) < 0)
		add_failure(inputs, name);
	else
		sourcetree_walk(source, excludes, "PYLOCK_FILES_EXCLUDE", visit, unconst(inputs));
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
