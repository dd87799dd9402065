/* SPDX-License-Identifier: MIT */
#include "files/filelist.h"

#include <stdlib.h>
#include <string.h>

#include "files/sourcetree.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

enum { MAX_LIST = 16 << 20 };

struct fetchlist {
	const char *path;
	struct placing *placing;
};

/* A tree that goes to PATH. */
struct whole_tree {
	const struct placing *placing;
	const char *path;
};

static void add_tree_entry(void *context, const struct sourcetree_entry *entry)
{
	const struct whole_tree *tree = context;
	const struct placing *placing = tree->placing;
	bool joined = *tree->path && *entry->path && !ends_with(tree->path, "/");
	_cleanup_free_ char *path = xprintf("%s%s%s", tree->path, joined ? "/" : "", entry->path);

	if (S_ISDIR(entry->status.st_mode)) {
		if (path[strspn(path, "/")])
			placing_put(placing, path, TAR_DIRECTORY, PLACING_KEEP, 0, 0);
		if (placing->read)
			text_printf(placing->read, "%s\n", entry->source);
	} else if (S_ISLNK(entry->status.st_mode)) {
		placing_source_link(placing, path, entry->source, 0, 0);
	} else {
		placing_file(placing, path, entry->source, NULL, 0, 0);
	}
}

/* TEXT with its escapes resolved, in place. */
static char *unescape(const struct fetchlist *list, char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		if (*from != '\\') {
			*to++ = *from;
			continue;
		}
		from++;
		if (*from == '\0' || !strchr("nt\\", *from))
			placing_fail(list->placing, "text",
				"only \\n, \\t and \\\\ may follow a backslash");
		*to++ = *from == 'n' ? '\n' : *from == 't' ? '\t' : '\\';
	}
	*to = '\0';
	return text;
}

static unsigned parse_mode(const struct fetchlist *list, const char *field)
{
	char *end;
	unsigned long mode = strtoul(field, &end, 8);

	if (field[strspn(field, "01234567")] || end == field || mode > 07777)
		placing_fail(list->placing, field, "is no mode in octal digits");
	return (unsigned)mode;
}

static void read_fields(
	const struct fetchlist *list, const char *verb, char *const fields[static 3])
{
	if (strcmp(verb, "tree") == 0) {
		struct whole_tree tree = {list->placing, fields[0]};

		sourcetree_walk_all(fields[1], list->placing->where, add_tree_entry, &tree);
	} else if (strcmp(verb, "link") == 0) {
		placing_link(list->placing, fields[0], fields[1], 0, 0);
	} else if (strcmp(verb, "file") == 0 && strcmp(fields[0], "-") == 0) {
		placing_file(list->placing, fields[1], fields[2], NULL, 0, 0);
	} else {
		unsigned mode = parse_mode(list, fields[0]);

		if (strcmp(verb, "dir") == 0) {
			placing_put(list->placing, fields[1], TAR_DIRECTORY, mode, 0, 0);
		} else if (strcmp(verb, "file") == 0) {
			placing_file(list->placing, fields[1], fields[2], &mode, 0, 0);
		} else {
			const char *text = unescape(list, fields[2]);

			tree_set_bytes(list->placing->tree,
				placing_put(list->placing, fields[1], TAR_FILE, mode, 0, 0), text,
				strlen(text));
		}
	}
}

static void read_line(const struct fetchlist *list, char *line)
{
	static const struct {
		const char *verb;
		size_t fields;
	} verbs[] = {{"dir", 2}, {"file", 3}, {"tree", 2}, {"link", 2}, {"text", 3}};
	char *fields[3] = {NULL};
	const char *verb = strsep(&line, "\t");
	size_t i = 0;

	while (i < sizeof verbs / sizeof *verbs && strcmp(verbs[i].verb, verb) != 0)
		i++;
	if (i == sizeof verbs / sizeof *verbs)
		placing_fail(list->placing, verb, "is none of dir, file, tree, link and text");
	for (size_t j = 0; j < verbs[i].fields; j++) {
		fields[j] = strsep(&line, "\t");
		if (!fields[j])
			placing_fail(list->placing, verb, "has too few fields");
	}
	if (line)
		placing_fail(list->placing, verb, "has too many fields");
	read_fields(list, verb, fields);
}

/* Nothing lies below a file or a link. */
void filelist_check(const struct placing *placing, const char *where)
{
	const struct tree *tree = placing->tree;
	_cleanup_free_ struct tree_node **nodes = tree_list(tree);

	for (size_t i = 0; i < tree->count; i++) {
		_cleanup_free_ char *path = xstrdup(nodes[i]->path);
		const struct tree_node *parent;
		char *slash;

		while ((slash = strrchr(path, '/'))) {
			*slash = '\0';
			parent = tree_find(tree, path);
			if (parent && parent->type != TAR_DIRECTORY)
				die(EXIT_NO, "%s: /%s lies below /%s, which is no directory", where,
					nodes[i]->path, path);
		}
	}
}

void filelist_read(const char *path, const char *name, struct placing *placing)
{
	struct fetchlist list = {.path = path, .placing = placing};
	struct text text = file_read(path, MAX_LIST);
	_cleanup_free_ char *content = text_take(&text);
	char *rest = content, *line;

	for (size_t number = 1; (line = strsep(&rest, "\n")); number++) {
		_cleanup_free_ char *where = name ? xstrdup(name) : xprintf("%s:%zu", path, number);

		placing->where = where;
		if (*line && *line != '#')
			read_line(&list, line);
	}
	filelist_check(placing, path);
}
