/* SPDX-License-Identifier: MIT */
#include "archive/extract.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "archive/beneath.h"
#include "archive/members.h"
#include "lib/cleanup.h"
#include "lib/die.h"

enum { BUFFER = 1 << 16, LONGEST_NAME = 255, OPEN_DIRECTORIES = 32 };

struct extraction {
	const char *what;
	struct beneath beneath;
	struct members *members;
};

static _Noreturn void leads_out(const struct extraction *extraction, const char *name)
{
	die(EXIT_NO, "%s holds '%s', which leads out of it or to nothing", extraction->what, name);
}

/* Ends the program for ERROR, an errno, if it is one: what is in the way was made by the archive.
 */
static void check(const struct extraction *extraction, const char *name, int error)
{
	if (error == 0)
		return;
	errno = error;
	if (error == EEXIST || error == EISDIR || error == ELOOP || error == ENAMETOOLONG ||
		error == ENOTDIR || error == EMLINK)
		die(EXIT_NO, "%s holds '%s': %s", extraction->what, name, strerror(error));
	die(EXIT_SYSTEM, "%s/%s:", extraction->beneath.directory, name);
}

static int error_of(int result)
{
	return result < 0 ? errno : 0;
}

/* Whether each part of NAME can be the name of a file, and none is `..`. */
static bool has_plain_parts(const char *name)
{
	while (*name) {
		size_t length = strcspn(name, "/");

		if (length > LONGEST_NAME || (length == 2 && memcmp(name, "..", 2) == 0))
			return false;
		name += length + (name[length] == '/');
	}
	return true;
}

static void must_follow(struct extraction *extraction, const struct member *member,
	const char *path, struct spot *spot)
{
	if (!beneath_follow(&extraction->beneath, path, spot))
		leads_out(extraction, member->name);
}

/* Makes place for MEMBER, to be NAME in the directory PARENT. Returns false when it is a directory
 * that is there. */
static bool make_place(struct extraction *extraction, const struct member *member,
	const struct spot *parent, const char *name)
{
	struct stat status;

	if (parent->path.length > parent->there ||
		fstatat(parent->fd, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return true;
	if (member->kind == MEMBER_DIRECTORY && S_ISDIR(status.st_mode))
		return false;
	if (member->kind == MEMBER_DIRECTORY && S_ISLNK(status.st_mode)) {
		_cleanup_(spot_free) struct spot spot = {.fd = -1};

		must_follow(extraction, member, member->name, &spot);
		if (spot.path.length == spot.there)
			return false;
	}
	check(extraction, member->name, error_of(unlinkat(parent->fd, name, 0)));
	return true;
}

static void put_symlink(struct extraction *extraction, const struct member *member,
	const struct spot *parent, const char *name)
{
	_cleanup_(spot_free) struct spot spot = {.fd = -1};
	size_t length = strlen(member->name) - strlen(name);
	_cleanup_free_ char *path = xprintf("%.*s%s", (int)length, member->name, member->link);

	if (!*member->link || *member->link == '/')
		leads_out(extraction, member->name);
	must_follow(extraction, member, path, &spot);
	check(extraction, member->name, error_of(symlinkat(member->link, parent->fd, name)));
}

static void put_hardlink(struct extraction *extraction, const struct member *member,
	const struct spot *parent, const char *name)
{
	_cleanup_(spot_free) struct spot spot = {.fd = -1};

	must_follow(extraction, member, member->link, &spot);
	if (!spot.is_file)
		leads_out(extraction, member->name);
	const char *target = spot.path.bytes + spot.there + (spot.there > 0);

	check(extraction, member->name, error_of(linkat(spot.fd, target, parent->fd, name, 0)));
}

static void put_file(struct extraction *extraction, const struct member *member,
	const struct spot *parent, const char *name)
{
	const struct timespec times[2] = {{.tv_nsec = UTIME_NOW}, member->mtime};
	char buffer[BUFFER];
	size_t length;
	_cleanup_close_ int fd = openat(
		parent->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	check(extraction, member->name, error_of(fd));
	while ((length = members_read(extraction->members, buffer, sizeof buffer)) > 0)
		for (size_t done = 0; done < length;) {
			ssize_t written = write(fd, buffer + done, length - done);

			check(extraction, member->name, error_of((int)written));
			done += (size_t)written;
		}
	check(extraction, member->name, error_of(fchmod(fd, member->is_executable ? 0755 : 0644)));
	if (member->has_mtime)
		futimens(fd, times); /* a file system may know no such time */
}

static void put(struct extraction *extraction, const struct member *member)
{
	const char *slash = strrchr(member->name, '/');
	const char *name = slash ? slash + 1 : member->name;
	_cleanup_free_ char *above = xstrndup(member->name, (size_t)(name - member->name));
	_cleanup_(spot_free) struct spot parent = {.fd = -1};
	bool is_link = member->kind == MEMBER_SYMLINK || member->kind == MEMBER_HARDLINK;

	if (member->name[0] == '/')
		leads_out(extraction, member->name);
	must_follow(extraction, member, above, &parent);
	if (!beneath_has_room(&extraction->beneath, &parent, name) || parent.dangles ||
		(is_link && extraction->beneath.fence > 0 && parent.path.length == 0))
		leads_out(extraction, member->name);
	if (!*name || strcmp(name, ".") == 0) {
		check(extraction, member->name,
			member->kind == MEMBER_DIRECTORY ? spot_make(&parent) : EISDIR);
		return;
	}
	if (!make_place(extraction, member, &parent, name))
		return;
	check(extraction, member->name, spot_make(&parent));
	if (member->kind == MEMBER_SYMLINK)
		put_symlink(extraction, member, &parent, name);
	else if (member->kind == MEMBER_HARDLINK)
		put_hardlink(extraction, member, &parent, name);
	else if (member->kind == MEMBER_FILE)
		put_file(extraction, member, &parent, name);
	else
		check(extraction, member->name, error_of(mkdirat(parent.fd, name, 0777)));
}

/* What nftw calls gets no argument of ours. */
static struct extraction *walked;

static int check_link(const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)status;
	(void)place;
	if (type == FTW_SL) {
		_cleanup_(spot_free) struct spot spot = {.fd = -1};
		const char *name = path + strlen(walked->beneath.directory);

		name += strspn(name, "/");
		if (!beneath_follow(&walked->beneath, name, &spot))
			leads_out(walked, name);
	}
	return 0;
}

/* Now that everything is there, once more: what a link leads over may have come after it. */
static void check_links(struct extraction *extraction)
{
	walked = extraction;
	if (nftw(extraction->beneath.directory, check_link, OPEN_DIRECTORIES, FTW_PHYS) != 0)
		die(EXIT_SYSTEM, "%s:", extraction->beneath.directory);
	walked = NULL;
}

static void extraction_close(struct extraction *extraction)
{
	members_close(&extraction->members);
	beneath_close(&extraction->beneath);
}

void extract(const char *path, const char *directory, const char *what, unsigned fence)
{
	_cleanup_(extraction_close) struct extraction extraction = {
		.what = what, .beneath.fd = -1, .members = members_open(path, what)};
	struct member member;

	extraction.beneath = beneath_open(directory, fence);
	while (members_next(extraction.members, &member)) {
		if (member.kind == MEMBER_OTHER || !has_plain_parts(member.name))
			die(EXIT_NO,
				"%s holds '%s', which is no file, directory or link of its own",
				what, member.name);
		put(&extraction, &member);
	}
	check_links(&extraction);
}

char *extract_top(const char *directory)
{
	DIR *stream = opendir(directory);
	char *top = NULL;
	struct dirent *entry;
	unsigned count = 0;

	if (!stream)
		die(EXIT_SYSTEM, "%s:", directory);
	while ((entry = readdir(stream))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		struct stat status;

		free(top);
		top = NULL;
		if (fstatat(dirfd(stream), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
			S_ISDIR(status.st_mode))
			top = xstrdup(entry->d_name);
		if (++count > 1)
			break;
	}
	closedir(stream);
	if (count != 1)
		cleanup_free(&top);
	return top;
}
