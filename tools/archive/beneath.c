/* SPDX-License-Identifier: MIT */
#include "archive/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

enum { DIRECTORY = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };

struct beneath beneath_open(const char *directory, unsigned fence)
{
	struct beneath beneath = {.directory = directory, .fence = fence};

	make_parents(directory);
	if (mkdir(directory, 0777) < 0 && errno != EEXIST)
		die(EXIT_SYSTEM, "%s:", directory);
	beneath.fd = open(directory, DIRECTORY);
	if (beneath.fd < 0)
		die(EXIT_SYSTEM, "%s:", directory);
	return beneath;
}

void beneath_close(struct beneath *beneath)
{
	cleanup_close(&beneath->fd);
}

void spot_free(struct spot *spot)
{
	text_free(&spot->path);
	cleanup_close(&spot->fd);
}

bool beneath_has_room(const struct beneath *beneath, const struct spot *spot, const char *name)
{
	return strlen(beneath->directory) + spot->path.length + strlen(name) + 2 <= BENEATH_LONGEST;
}

/* All of the path leads to the directory *FD, which is the spot's from now on. */
static void enter(struct spot *spot, int *fd)
{
	cleanup_close(&spot->fd);
	spot->fd = *fd;
	*fd = -1;
	spot->there = spot->path.length;
}

static int copy_of(const struct beneath *beneath)
{
	int fd = fcntl(beneath->fd, F_DUPFD_CLOEXEC, 0);

	if (fd < 0)
		die(EXIT_SYSTEM, "%s:", beneath->directory);
	return fd;
}

static void add_name(struct spot *spot, const char *name)
{
	if (spot->path.length > 0)
		text_add_char(&spot->path, '/');
	text_add_string(&spot->path, name);
}

/* Takes the last name away. */
static void go_up(const struct beneath *beneath, struct spot *spot)
{
	const char *slash = strrchr(spot->path.bytes, '/');
	bool is_missing = spot->path.length > spot->there;

	spot->path.length = slash ? (size_t)(slash - spot->path.bytes) : 0;
	spot->path.bytes[spot->path.length] = '\0';
	spot->is_file = false;
	if (is_missing)
		return;
	int fd = openat(spot->fd, "..", DIRECTORY); /* it was entered by its own name */

	if (fd < 0)
		die(EXIT_SYSTEM, "%s:", beneath->directory);
	enter(spot, &fd);
}

/* What is still to be followed. */
struct rest {
	struct text text;
	size_t at;
	size_t own;     /* how many bytes at its end no link has put there */
	unsigned links; /* how many led here */
};

static void rest_free(struct rest *rest)
{
	text_free(&rest->text);
}

/* Goes back to where an absolute path begins. Returns false when it may not. */
static bool go_to_root(const struct beneath *beneath, struct spot *spot)
{
	if (beneath->fence != BENEATH_ROOT)
		return false;
	int fd = copy_of(beneath);

	text_clear(&spot->path);
	enter(spot, &fd);
	return true;
}

/* Puts the target of the link FD before the REST of the path. Returns false when it may not be
 * followed. */
static bool take_link(const struct beneath *beneath, struct spot *spot, int fd, struct rest *rest)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(fd, "", target, sizeof target);

	if (length < 0)
		die(EXIT_SYSTEM, "%s:", beneath->directory);
	size_t left = rest->text.length - rest->at;
	struct text text = {0};

	text_add(&text, target, (size_t)length);
	text_add_char(&text, '/');
	text_add_string(&text, text_string(&rest->text) + rest->at);
	text_free(&rest->text);
	*rest = (struct rest){
		.text = text, .own = left < rest->own ? left : rest->own, .links = rest->links + 1};
	if (length == 0 || rest->links > BENEATH_LINKS)
		return false;
	return target[0] != '/' || go_to_root(beneath, spot);
}

/* Goes to NAME, or puts what the link of that name says before REST. Returns false when that leads
 * nowhere. */
static bool go_down(
	const struct beneath *beneath, struct spot *spot, const char *name, struct rest *rest)
{
	struct stat status = {0};
	_cleanup_close_ int fd = -1;

	if (spot->path.length == spot->there) {
		fd = openat(spot->fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
		if ((fd < 0 && errno != ENOENT && errno != ENAMETOOLONG) ||
			(fd >= 0 && fstat(fd, &status) < 0))
			die(EXIT_SYSTEM, "%s/%s/%s:", beneath->directory, text_string(&spot->path),
				name);
	}
	if (fd >= 0 && S_ISLNK(status.st_mode))
		return take_link(beneath, spot, fd, rest);
	spot->is_file = fd >= 0 && S_ISREG(status.st_mode);
	add_name(spot, name);
	if (fd >= 0 && S_ISDIR(status.st_mode))
		enter(spot, &fd);
	return true;
}

static unsigned depth_of(const struct text *path)
{
	unsigned depth = path->length > 0;

	for (size_t i = 0; i < path->length; i++)
		depth += path->bytes[i] == '/';
	return depth;
}

/* Follows the next part. */
static bool step(struct beneath *beneath, struct spot *spot, struct rest *rest)
{
	const char *from = rest->text.bytes + rest->at;
	size_t length = strcspn(from, "/");
	_cleanup_free_ char *name = xstrndup(from, length);

	bool is_own = rest->text.length - rest->at <= rest->own;

	rest->at += length + strspn(from + length, "/");
	if (++beneath->steps > BENEATH_STEPS)
		return false;
	if (!*name || strcmp(name, ".") == 0)
		return true;
	if (strcmp(name, "..") != 0) {
		if (!beneath_has_room(beneath, spot, name) || !go_down(beneath, spot, name, rest))
			return false;
		spot->dangles |= !is_own && spot->path.length > spot->there;
		return true;
	}
	if (beneath->fence == BENEATH_ROOT && spot->path.length == 0)
		return true;
	if (beneath->fence != BENEATH_ROOT && depth_of(&spot->path) <= beneath->fence)
		return false;
	go_up(beneath, spot);
	return true;
}

bool beneath_follow(struct beneath *beneath, const char *path, struct spot *spot)
{
	_cleanup_(rest_free) struct rest rest = {0};

	*spot = (struct spot){.fd = copy_of(beneath)};
	text_add_string(&rest.text, path);
	rest.own = rest.text.length;
	if (*path == '/' && beneath->fence != BENEATH_ROOT)
		return false;
	while (rest.at < rest.text.length)
		if (!step(beneath, spot, &rest))
			return false;
	return true;
}

int spot_make(struct spot *spot)
{
	while (spot->path.length > spot->there) {
		const char *from = spot->path.bytes + spot->there + (spot->there > 0);
		size_t length = strcspn(from, "/");
		_cleanup_free_ char *name = xstrndup(from, length);

		bool is_new = mkdirat(spot->fd, name, 0777) == 0; /* or another thread's */

		if (!is_new && errno != EEXIST)
			return errno;
		int fd = openat(spot->fd, name, DIRECTORY);

		if (fd < 0)
			return is_new ? errno : EEXIST;
		cleanup_close(&spot->fd);
		spot->fd = fd;
		spot->there = (size_t)(from - spot->path.bytes) + length;
	}
	return 0;
}
