/* SPDX-License-Identifier: MIT */
#include "store/access.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"

/* Who owns what belongs to nobody that a user namespace knows, such as its root directory. */
enum { OVERFLOW_UID = 65534 };

static bool others_can_write(const struct stat *status, bool is_root)
{
	bool own_group = status->st_gid != 0 && status->st_gid == status->st_uid;

	if ((status->st_mode & S_ISVTX) && !is_root)
		return false;
	return (status->st_mode & S_IWOTH) || ((status->st_mode & S_IWGRP) && !own_group);
}

static bool is_of_another(const struct stat *status, bool is_root)
{
	uid_t user = geteuid();

	return user != 0 && status->st_uid != 0 && status->st_uid != user &&
	       (is_root || status->st_uid != OVERFLOW_UID);
}

/* PATH is that of a directory which is there. */
static void check_directory(const char *path, const char *root, bool is_root)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return;
	bool writable = others_can_write(&status, is_root);

	if (writable || is_of_another(&status, is_root))
		die(EXIT_NO,
			"%s: the store is not this user's alone: %s%s: %s or, where several users "
			"share it, write PYLOCK_STORE_SHARED := yes",
			root, path,
			writable ? " can be written by others" : " belongs to another user",
			writable ? "run `chmod go-w` on that," : "take another PYLOCK_STORE");
}

void access_check(const char *root)
{
	const char *shared = getenv("PYLOCK_STORE_SHARED");
	_cleanup_free_ char *path = xstrdup(root);
	char real[PATH_MAX];
	bool is_root = true;

	if (shared && strcmp(shared, "yes") == 0)
		return;
	while (!realpath(path, real)) {
		char *slash = strrchr(path, '/');

		is_root = false;
		if (!slash)
			strcpy(path, *path && strcmp(path, ".") != 0 ? "." : "/");
		else
			slash[slash == path] = '\0';
	}
	for (char *slash; (slash = strrchr(real, '/')) != NULL; is_root = false) {
		check_directory(real, root, is_root);
		if (slash == real)
			break;
		*slash = '\0';
	}
	check_directory("/", root, false);
}
