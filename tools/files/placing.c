/* SPDX-License-Identifier: MIT */
#include "files/placing.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

enum { MAX_TARGET = 4095, CHUNK = 1 << 16 };

_Noreturn void placing_fail(const struct placing *placing, const char *subject, const char *fault)
{
	die(EXIT_NO, "%s: %s: %s", placing->where, subject, fault);
}

/* --- where it lands ---------------------------------------------------------------- */

/* Dies, since PATH leads nowhere. Says which link or file is to blame. */
_Noreturn static void fail_on_the_way(const struct placing *placing, const char *path)
{
	_cleanup_free_ char *part = xstrdup(path + (*path == '/'));

	for (char *slash = strchr(part, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		_cleanup_free_ char *real = tree_resolve(placing->tree, part, true);

		if (!real)
			die(EXIT_NO, "%s: %s: the links at /%s lead in a circle, or over a file",
				placing->where, path, part);
		if (tree_look(placing->tree, real).kind == BASE_FILE)
			die(EXIT_NO, "%s: %s: lies below /%s, which is no directory",
				placing->where, path, real);
		*slash = '/';
	}
	placing_fail(placing, path, "cannot be in a layer");
}

/* Where PATH lands, without links on the way; a directory at a link lands where that leads. */
static char *resolve(const struct placing *placing, const char *path, bool directory)
{
	const char *plain = path + (*path == '/');
	char *real = tree_resolve(placing->tree, plain, false);

	if (!real)
		fail_on_the_way(placing, path);
	if (directory && !tree_find(placing->tree, real) &&
		tree_look(placing->tree, real).kind == BASE_LINK) {
		free(real);
		real = tree_resolve(placing->tree, plain, true);
		if (!real)
			die(EXIT_NO,
				"%s: %s: is a directory, but the base has a link there that leads "
				"in a "
				"circle",
				placing->where, path);
	}
	return real;
}

/* The directories above REAL, as they are. */
static void put_parents(const struct placing *placing, const char *real)
{
	_cleanup_free_ char *parent = xstrdup(real);

	if (!placing->tree->base && !placing->tree->below)
		return;
	for (char *slash = strchr(parent, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		struct base_entry entry = tree_look(placing->tree, parent);

		if (!tree_find(placing->tree, parent))
			tree_put(placing->tree, parent, TAR_DIRECTORY,
				entry.kind == BASE_DIRECTORY ? entry.mode : 0755, entry.uid,
				entry.gid);
		*slash = '/';
	}
}

/* Dies unless a file or link may take the place of what is at REAL. */
static void check_replaced(const struct placing *placing, const char *path, const char *real)
{
	struct base_entry entry = tree_look(placing->tree, real);
	_cleanup_free_ char *target = NULL;

	if (entry.kind == BASE_DIRECTORY)
		die(EXIT_NO, "%s: %s: is no directory, but the base has one there (/%s)",
			placing->where, path, real);
	if (entry.kind != BASE_LINK)
		return;
	target = tree_resolve(placing->tree, real, true);
	if (target && (!*target || tree_look(placing->tree, target).kind == BASE_DIRECTORY))
		die(EXIT_NO,
			"%s: %s: is no directory, but the base has a link there, /%s, that leads "
			"to the "
			"directory /%s",
			placing->where, path, real, target);
}

static struct tree_node *put_directory(const struct placing *placing, const char *path,
	const char *real, unsigned mode, unsigned uid, unsigned gid)
{
	struct base_entry entry = tree_look(placing->tree, real);

	if (entry.kind == BASE_FILE)
		die(EXIT_NO, "%s: %s: is a directory, but the base has a file there (/%s)",
			placing->where, path, real);
	put_parents(placing, real);
	if (entry.kind == BASE_DIRECTORY &&
		(mode == PLACING_KEEP || !tree_find(placing->tree, real)))
		return tree_put(
			placing->tree, real, TAR_DIRECTORY, entry.mode, entry.uid, entry.gid);
	return mode == PLACING_KEEP ? tree_put(placing->tree, real, TAR_DIRECTORY, 0755, 0, 0)
				    : tree_put(placing->tree, real, TAR_DIRECTORY, mode, uid, gid);
}

struct tree_node *placing_put(const struct placing *placing, const char *path, enum tar_type type,
	unsigned mode, unsigned uid, unsigned gid)
{
	const char *plain = path + (*path == '/'), *fault = tree_path_fault(plain);

	if (fault)
		placing_fail(placing, path, fault);
	_cleanup_free_ char *real = resolve(placing, path, type == TAR_DIRECTORY);
	const struct tree_node *old = tree_find(placing->tree, real);

	if (!*real)
		placing_fail(placing, path, "cannot be in a layer");
	if (old && (old->type != TAR_DIRECTORY || type != TAR_DIRECTORY))
		placing_fail(placing, path, "is given twice");
	if (placing->straight && strcmp(real, plain) != 0)
		die(EXIT_NO, "%s: %s: the base's links lead to /%s: write that path",
			placing->where, path, real);
	if (type == TAR_DIRECTORY)
		return put_directory(placing, path, real, mode, uid, gid);
	check_replaced(placing, path, real);
	put_parents(placing, real);
	return tree_put(placing->tree, real, type, mode, uid, gid);
}

void placing_directory(const struct placing *placing, const char *path, const unsigned *mode,
	const unsigned *uid, const unsigned *gid)
{
	struct tree_node *node = placing_put(placing, path, TAR_DIRECTORY, PLACING_KEEP, 0, 0);

	node->mode = mode ? *mode : node->mode;
	node->uid = uid ? *uid : node->uid;
	node->gid = gid ? *gid : node->gid;
}

/* --- what is placed ----------------------------------------------------------------- */

/* Copies all of SOURCE, which is open, to the tree's spool. */
static struct extent copy_content(
	const struct placing *placing, const char *source, int fd, uint64_t size)
{
	struct extent extent = tempfile_reserve(&placing->tree->spool, size);
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
		placing_fail(placing, source, "changes while it is read");
	return extent;
}

void placing_file(const struct placing *placing, const char *path, const char *source,
	const unsigned *mode, unsigned uid, unsigned gid)
{
	_cleanup_close_ int fd = open(source, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;

	if (fd < 0 && errno == ENXIO)
		placing_fail(placing, source, "is no regular file");
	if (fd < 0 || fstat(fd, &status) < 0)
		die(errno == EACCES ? EXIT_NO : file_failure(errno),
			"%s: %s: cannot open:", placing->where, source);
	if (!S_ISREG(status.st_mode))
		placing_fail(placing, source, "is no regular file");
	unsigned usual = status.st_mode & 0100 ? 0755 : 0644;
	struct tree_node *node =
		placing_put(placing, path, TAR_FILE, mode ? *mode : usual, uid, gid);
	struct extent extent = copy_content(placing, source, fd, (uint64_t)status.st_size);

	tree_set_extent(placing->tree, node, &extent);
	if (placing->read)
		text_printf(placing->read, "%s\n", source);
}

/* Whether a link with that TARGET is at PATH already, in what lies under the tree. */
static bool is_there(const struct placing *placing, const char *path, const char *target)
{
	_cleanup_free_ char *real = tree_resolve(placing->tree, path, false);

	if (!real || tree_find(placing->tree, real))
		return false;
	struct base_entry entry = tree_look(placing->tree, real);

	return entry.kind == BASE_LINK && strcmp(entry.text, target) == 0;
}

void placing_link(const struct placing *placing, const char *path, const char *target, unsigned uid,
	unsigned gid)
{
	const char *fault = tree_link_fault(target);

	if (fault)
		placing_fail(placing, path, fault);
	if (is_there(placing, path, target))
		return;
	placing_put(placing, path, TAR_SYMLINK, 0777, uid, gid)->link = xstrdup(target);
}

void placing_source_link(const struct placing *placing, const char *path, const char *source,
	unsigned uid, unsigned gid)
{
	char target[MAX_TARGET + 1];
	ssize_t length = readlink(source, target, MAX_TARGET);

	if (length < 0)
		die(EXIT_SYSTEM, "%s: cannot read the link:", source);
	target[length] = '\0';
	placing_link(placing, path, target, uid, gid);
}
