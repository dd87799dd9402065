/* SPDX-License-Identifier: MIT */
#include "debian/rootfs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

enum { BLOCK = 1 << 16 };

/* Where the entry belongs. The caller frees. */
static char *place_of(const struct tree *tree, const char *path, const char *name)
{
	char *resolved = tree_resolve(tree, path, false);

	if (!resolved)
		die(EXIT_NO, "%s: %s: a directory above it is a file or a loop of links", name,
			path);
	return resolved;
}

static void place_directory(struct tree *tree, const struct unpacked *entry, const char *path,
	bool once, const char *name)
{
	const struct tree_node *old = tree_find(tree, path);

	if (old && old->type == TAR_SYMLINK)
		old = tree_lookup(tree, path);
	if (old && old->type != TAR_DIRECTORY)
		die(EXIT_NO, "%s: %s: is a directory, and not elsewhere", name, entry->path);
	if (!old || (!once && strcmp(old->path, path) == 0))
		tree_put(tree, path, TAR_DIRECTORY, entry->mode, entry->uid, entry->gid);
}

static void place_hard_link(
	struct tree *tree, const struct unpacked *entry, const char *path, const char *name)
{
	_cleanup_free_ char *target = place_of(tree, entry->link, name);
	const struct tree_node *file = tree_find(tree, target);

	if (!file || file->type != TAR_FILE)
		die(EXIT_NO, "%s: %s: a hard link to %s, which is no file", name, entry->path,
			entry->link);
	if (strcmp(target, path) == 0)
		return;
	struct tree_content *content = file->content;
	struct tree_node *link = tree_put(tree, path, TAR_FILE, file->mode, file->uid, file->gid);

	link->content = content;
}

/* Whether ENTRY is a link to a directory and OLD, at PATH, is the same one. */
static bool is_same_directory(const struct tree *tree, const struct unpacked *entry,
	const struct tree_node *old, const char *path)
{
	if (!old || old->type != TAR_SYMLINK || entry->type != TAR_SYMLINK ||
		strcmp(old->link, entry->link) != 0)
		return false;
	const struct tree_node *target = tree_lookup(tree, path);

	return target && target->type == TAR_DIRECTORY;
}

void rootfs_place(struct tree *tree, const struct unpacked *entry, bool once, const char *name)
{
	_cleanup_free_ char *path = place_of(tree, entry->path, name);
	const struct tree_node *old = tree_find(tree, path);

	if (*path == '\0')
		return;
	tree_put_parents(tree, path);
	if (entry->type == TAR_DIRECTORY) {
		place_directory(tree, entry, path, once, name);
		return;
	}
	if (is_same_directory(tree, entry, old, path))
		return;
	if (old && (once || old->type == TAR_DIRECTORY))
		die(EXIT_NO, "%s: %s: is there already, from elsewhere", name, entry->path);
	switch (entry->type) {
	case TAR_FILE:
		tree_set_extent(tree,
			tree_put(tree, path, TAR_FILE, entry->mode, entry->uid, entry->gid),
			&entry->content);
		break;
	case TAR_SYMLINK:
		tree_put(tree, path, TAR_SYMLINK, 0777, entry->uid, entry->gid)->link =
			xstrdup(entry->link);
		break;
	case TAR_HARDLINK:
		place_hard_link(tree, entry, path, name);
		break;
	default:
		die(EXIT_NO, "%s: %s: is a device or a pipe", name, entry->path);
	}
}

struct rootfs {
	struct tree *tree;
	const char *path;
	const char *below; /* where the archive goes; NULL: to the root */
	char *top; /* the archive's one directory, when it goes below another; NULL until it is
		      known */
};

static void place(void *context, struct unpacked *entry)
{
	const struct rootfs *rootfs = context;

	if (!starts_with(entry->path, "dev/"))
		rootfs_place(rootfs->tree, entry, false, rootfs->path);
	unpacked_free(entry);
}

/* Replaces the first component of *PATH, which must be that of all. */
static void move_below(struct rootfs *rootfs, char **path)
{
	size_t length = strcspn(*path, "/");

	if (!rootfs->top)
		rootfs->top = xstrndup(*path, length);
	if (strncmp(*path, rootfs->top, length) != 0 || rootfs->top[length])
		die(EXIT_NO, "%s: %s: lies beside the directory %s: one directory must hold all",
			rootfs->path, *path, rootfs->top);
	char *moved = xprintf("%s%s", rootfs->below, *path + length);

	free(*path);
	*path = moved;
}

/* A link among the entries must not lead the next ones elsewhere. */
static void check_below(const struct rootfs *rootfs, const char *path)
{
	_cleanup_free_ char *resolved = place_of(rootfs->tree, path, rootfs->path);
	size_t length = strlen(rootfs->below);

	if (strncmp(resolved, rootfs->below, length) != 0 ||
		(resolved[length] && resolved[length] != '/'))
		die(EXIT_NO, "%s: %s: a link above it leads out of the directory", rootfs->path,
			path);
}

static void place_below(void *context, struct unpacked *entry)
{
	struct rootfs *rootfs = context;

	if (*entry->path) {
		if (!strchr(entry->path, '/') && entry->type != TAR_DIRECTORY)
			die(EXIT_NO, "%s: %s: is no directory: one directory must hold all",
				rootfs->path, entry->path);
		move_below(rootfs, &entry->path);
		if (entry->type == TAR_HARDLINK)
			move_below(rootfs, &entry->link);
		check_below(rootfs, entry->path);
		entry->uid = entry->gid = 0;
		entry->mode &= 0755;
		rootfs_place(rootfs->tree, entry, false, rootfs->path);
	}
	unpacked_free(entry);
}

static void unpack_file(struct rootfs *rootfs, unpack_visit *visit)
{
	_cleanup_(unpack_reader_free) struct archive *archive = unpack_reader();
	struct stat status;

	if (stat(rootfs->path, &status) < 0)
		die(file_failure(errno), "%s: cannot open:", rootfs->path);
	unpack_check(
		archive_read_open_filename(archive, rootfs->path, BLOCK), archive, rootfs->path);
	unpack(archive, rootfs->path, &rootfs->tree->spool, unpack_limit((uint64_t)status.st_size),
		visit, rootfs);
}

void rootfs_unpack(struct tree *tree, const char *path)
{
	struct rootfs rootfs = {.tree = tree, .path = path};

	unpack_file(&rootfs, place);
}

void rootfs_unpack_below(struct tree *tree, const char *path, const char *below)
{
	struct rootfs rootfs = {.tree = tree, .path = path, .below = below};

	unpack_file(&rootfs, place_below);
	if (!rootfs.top)
		die(EXIT_NO, "%s: holds nothing", path);
	cleanup_free(&rootfs.top);
}
