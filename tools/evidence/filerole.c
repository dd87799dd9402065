/* SPDX-License-Identifier: MIT */
#include "evidence/filerole.h"

#include <fnmatch.h>
#include <stdbool.h>
#include <string.h>

#include "lib/file.h"

/* The files whose texts tell about the system. */
static bool is_of_system(const char *path)
{
	static const char *const places[] = {
		"etc/group",
		"etc/gshadow",
		"etc/os-release",
		"etc/passwd",
		"etc/shadow",
		"etc/ld-musl-*.path",
		"etc/ld.so.conf",
		"etc/ld.so.conf.d/*",
		"usr/lib/os-release",
		"var/lib/dpkg/status",
		"var/lib/dpkg/status.d/[!.]*",
		"lib/apk/db/installed",
		"usr/lib/apk/db/installed",
		"usr/local/cuda*/version.json",
	};

	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (fnmatch(places[i], path, FNM_PATHNAME) == 0)
			return !ends_with(path, ".md5sums");
	/* What /etc/ld.so.conf includes, or is a link to, may lie elsewhere. */
	return fnmatch("*/include/python3.*/patchlevel.h", path, 0) == 0 ||
	       fnmatch("*/ld.so.conf", path, 0) == 0 ||
	       fnmatch("*/ld.so.conf.d/*.conf", path, 0) == 0;
}

enum filerole filerole_of(const char *path)
{
	const char *name = file_name(path);
	size_t length = (size_t)(name - path);
	bool dist_info = length > 10 && strncmp(name - 11, ".dist-info/", 11) == 0;
	bool egg_info = length > 9 && strncmp(name - 10, ".egg-info/", 10) == 0;

	if ((dist_info && strcmp(name, "METADATA") == 0) ||
		(egg_info && strcmp(name, "PKG-INFO") == 0) || ends_with(name, ".egg-info"))
		return ROLE_METADATA;
	if (dist_info && strcmp(name, "RECORD") == 0)
		return ROLE_RECORD;
	if (dist_info && strcmp(name, "INSTALLER") == 0)
		return ROLE_INSTALLER;
	return is_of_system(path) ? ROLE_TEXT : ROLE_NONE;
}
