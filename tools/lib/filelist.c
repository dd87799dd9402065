#include "filelist.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "die.h"
#include "file.h"

enum { MAX_LIST = 16 << 20, MAX_DEPTH = 100, MAX_TARGET = 4095, CHUNK = 1 << 16 };

struct list {
	const char *path;
	size_t line;
	struct tree *tree;
	struct text *read;
};

_Noreturn static void fail(const struct list *list, const char *subject, const char *fault)
{
	die(EXIT_NO, "%s:%zu: %s: %s", list->path, list->line, subject, fault);
}

/* A new node at PATH, as it will be in the image; directories that are there already stay. */
static struct tree_node *put(const struct list *list, const char *path, enum tar_type type, unsigned mode)
{
	const char *fault = tree_path_fault(path + (*path == '/'));
	_cleanup_free_ char *resolved = fault ? NULL : tree_resolve(list->tree, path, false);

	if (!resolved || !*resolved)
		fail(list, path, !fault ? "cannot be in a layer" : fault);
	const struct tree_node *old = tree_find(list->tree, resolved);

	if (old && (old->type != TAR_DIRECTORY || type != TAR_DIRECTORY))
		fail(list, path, "is given twice");
	return tree_put(list->tree, resolved, type, mode, 0, 0);
}

static void add_read(const struct list *list, const char *source)
{
	text_printf(list->read, "%s\n", source);
}

/* Copies all of SOURCE, which is open, to the tree's spool. */
static struct extent copy_content(const struct list *list, const char *source, int fd, uint64_t size)
{
	struct extent extent = spool_reserve(&list->tree->spool, size);
	_cleanup_free_ char *buffer = xalloc(CHUNK, 1);
	uint64_t done = 0;
	ssize_t got;

	while ((got = read(fd, buffer, CHUNK)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			die(EXIT_SYSTEM, "%s: cannot read:", source);
		if ((uint64_t)got > size - done)
			break;
		extent_write(&extent, done, buffer, (size_t)got);
		done += (uint64_t)got;
	}
	if (got != 0 || done != size)
		fail(list, source, "changes while it is read");
	return extent;
}

/* MODE is what the list says, or NULL for that of the source. */
static void add_file(const struct list *list, const unsigned *mode, const char *path, const char *source)
{
	_cleanup_close_ int fd = open(source, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0)
		die(errno == ENOENT || errno == ENOTDIR ? EXIT_NO : EXIT_SYSTEM,
			"%s:%zu: %s: cannot open:", list->path, list->line, source);
	if (!S_ISREG(status.st_mode))
		fail(list, source, "is no regular file");
	struct tree_node *node = put(list, path, TAR_FILE,
		mode                    ? *mode
		: status.st_mode & 0100 ? 0755
					: 0644);
	struct extent extent = copy_content(list, source, fd, (uint64_t)status.st_size);

	tree_set_extent(list->tree, node, &extent);
	add_read(list, source);
}

static void add_link(const struct list *list, const char *path, const char *target)
{
	const char *fault = tree_link_fault(target);

	if (fault)
		fail(list, path, fault);
	put(list, path, TAR_SYMLINK, 0777)->link = xstrdup(target);
}

/* Whether a link DEPTH directories below the top of its tree leads to somewhere in it: it is relative, goes
 * up no further than the top, and not after it went down, for what it went down to might be a link. */
static bool stays_inside(const char *target, size_t depth)
{
	bool down = false;

	for (const char *part = target; *part;) {
		size_t length = strcspn(part, "/");

		if (length == 2 && strncmp(part, "..", 2) == 0) {
			if (down || depth == 0)
				return false;
			depth--;
		} else if (length > 1 || (length == 1 && *part != '.')) {
			down = true;
		}
		part += length + (part[length] == '/');
	}
	return *target != '/';
}

static void add_tree_link(const struct list *list, const char *path, const char *source, size_t depth)
{
	char target[MAX_TARGET + 1];
	ssize_t length = readlink(source, target, MAX_TARGET);

	if (length < 0)
		die(EXIT_SYSTEM, "%s: cannot read the link:", source);
	target[length] = '\0';
	if (!stays_inside(target, depth))
		fail(list, source, "is a symbolic link that leads out of its tree");
	add_link(list, path, target);
}

static void add_tree(const struct list *list, const char *path, const char *source, size_t depth);

static void add_tree_entry(const struct list *list, const char *path, const char *source, size_t depth)
{
	struct stat status;

	if (lstat(source, &status) < 0)
		die(EXIT_SYSTEM, "%s: cannot read:", source);
	if (S_ISDIR(status.st_mode))
		add_tree(list, path, source, depth + 1);
	else if (S_ISLNK(status.st_mode))
		add_tree_link(list, path, source, depth);
	else
		add_file(list, NULL, path, source);
}

/* All of the directory SOURCE, which lies DEPTH directories below the top of the tree. */
static void add_tree(const struct list *list, const char *path, const char *source, size_t depth)
{
	DIR *directory = opendir(source);
	struct dirent *entry;

	if (!directory)
		die(errno == ENOENT || errno == ENOTDIR ? EXIT_NO : EXIT_SYSTEM,
			"%s:%zu: %s: cannot open:", list->path, list->line, source);
	if (depth > MAX_DEPTH)
		fail(list, source, "has too many directories in each other");
	if (path[strspn(path, "/")])
		put(list, path, TAR_DIRECTORY, 0755);
	add_read(list, source);
	for (errno = 0; (entry = readdir(directory)); errno = 0) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		_cleanup_free_ char *inner_path =
			xprintf("%s%s%s", path, *path && !ends_with(path, "/") ? "/" : "", entry->d_name);
		_cleanup_free_ char *inner_source = xprintf("%s/%s", source, entry->d_name);

		add_tree_entry(list, inner_path, inner_source, depth);
	}
	if (errno)
		die(EXIT_SYSTEM, "%s: cannot read:", source);
	closedir(directory);
}

/* TEXT with its escapes resolved, in place. */
static char *unescape(const struct list *list, char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		if (*from != '\\') {
			*to++ = *from;
			continue;
		}
		from++;
		if (*from == '\0' || !strchr("nt\\", *from))
			fail(list, "text", "only \\n, \\t and \\\\ may follow a backslash");
		*to++ = *from == 'n' ? '\n' : *from == 't' ? '\t' : '\\';
	}
	*to = '\0';
	return text;
}

static unsigned parse_mode(const struct list *list, const char *field)
{
	char *end;
	unsigned long mode = strtoul(field, &end, 8);

	if (field[strspn(field, "01234567")] || end == field || mode > 07777)
		fail(list, field, "is no mode in octal digits");
	return (unsigned)mode;
}

static void read_fields(const struct list *list, const char *verb, char *const fields[static 3])
{
	if (strcmp(verb, "tree") == 0) {
		add_tree(list, fields[0], fields[1], 0);
	} else if (strcmp(verb, "link") == 0) {
		add_link(list, fields[0], fields[1]);
	} else if (strcmp(verb, "file") == 0 && strcmp(fields[0], "-") == 0) {
		add_file(list, NULL, fields[1], fields[2]);
	} else {
		unsigned mode = parse_mode(list, fields[0]);

		if (strcmp(verb, "dir") == 0) {
			put(list, fields[1], TAR_DIRECTORY, mode);
		} else if (strcmp(verb, "file") == 0) {
			add_file(list, &mode, fields[1], fields[2]);
		} else {
			const char *text = unescape(list, fields[2]);

			tree_set_bytes(list->tree, put(list, fields[1], TAR_FILE, mode), text, strlen(text));
		}
	}
}

static void read_line(const struct list *list, char *line)
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
		fail(list, verb, "is none of dir, file, tree, link and text");
	for (size_t j = 0; j < verbs[i].fields; j++) {
		fields[j] = strsep(&line, "\t");
		if (!fields[j])
			fail(list, verb, "has too few fields");
	}
	if (line)
		fail(list, verb, "has too many fields");
	read_fields(list, verb, fields);
}

/* Nothing lies below a file or a link. */
static void check_parents(const struct list *list)
{
	_cleanup_free_ struct tree_node **nodes = tree_list(list->tree);

	for (size_t i = 0; i < list->tree->count; i++) {
		_cleanup_free_ char *path = xstrdup(nodes[i]->path);
		const struct tree_node *parent;
		char *slash;

		while ((slash = strrchr(path, '/'))) {
			*slash = '\0';
			parent = tree_find(list->tree, path);
			if (parent && parent->type != TAR_DIRECTORY)
				die(EXIT_NO, "%s: %s lies below %s, which is no directory", list->path,
					nodes[i]->path, path);
		}
	}
}

void filelist_read(const char *path, struct tree *tree, struct text *read_files)
{
	struct list list = {.path = path, .tree = tree, .read = read_files};
	struct text text = file_read(path, MAX_LIST);
	_cleanup_free_ char *content = text_take(&text);
	char *rest = content, *line;

	for (list.line = 1; (line = strsep(&rest, "\n")); list.line++)
		if (*line && *line != '#')
			read_line(&list, line);
	check_parents(&list);
}
