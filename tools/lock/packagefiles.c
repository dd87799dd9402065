/* SPDX-License-Identifier: MIT */
#include "lock/packagefiles.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/userinfo.h"
#include "lock/directsource.h"
#include "lock/safetext.h"
#include "pypa/name.h"
#include "pypa/version.h"

enum { MAX_FILES = 10000 };

static const uint64_t LARGEST = UINT64_C(1) << 40; /* bytes of a wheel or sdist */

/* The last part of a path or address, without query and fragment, percent-decoded. */
static char *last_part(const char *location)
{
	size_t length = strcspn(location, "?#");
	const char *start = location + length;

	while (start > location && start[-1] != '/')
		start--;
	char *name = xstrndup(start, (size_t)(location + length - start)), *to = name;

	for (const char *from = name; *from; from++) {
		unsigned value;

		if (*from == '%' && isxdigit((unsigned char)from[1]) &&
			isxdigit((unsigned char)from[2]) && sscanf(from + 1, "%2x", &value) == 1 &&
			value) {
			*to++ = (char)value;
			from += 2;
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
	return name;
}

/* Whether both are versions and differ. */
static bool versions_differ(const char *a, const char *b)
{
	struct version x, y;

	return version_is_valid(a) && version_is_valid(b) && version_scan(a, &x) &&
	       version_scan(b, &y) && version_compare(&x, &y) != 0;
}

static void check_filename(
	const struct lock_package *package, struct lock_file *file, const char *where)
{
	const char *wrong;
	bool fits, other_version = false;

	if (file->sdist) {
		_cleanup_(sdist_name_free) struct sdist_name name = {0};

		wrong = sdist_name_parse(file->filename, &name);
		fits = !wrong && strcmp(name.name, package->name) == 0;
	} else {
		_cleanup_(wheel_name_free) struct wheel_name name = {0};

		wrong = wheel_name_parse(file->filename, &name);
		fits = !wrong && strcmp(name.name, package->name) == 0;
		other_version = fits && versions_differ(name.version, package->version);
	}
	if (wrong)
		die(EXIT_NO, "%s: %s: %s", where, file->filename, wrong);
	if (!fits)
		die(EXIT_NO, "%s: %s: a file of another package", where, file->filename);
	if (other_version)
		die(EXIT_NO, "%s: %s: a file of another version", where, file->filename);
}

static struct lock_file read_file(
	const json_t *json, bool sdist, const struct lock_package *package, const char *where)
{
	struct lock_file file = {.sdist = sdist, .size = -1};
	const char *name = json_get_string(json, "name", where),
		   *path = json_get_string(json, "path", where);
	const char *url = json_get_string(json, "url", where);
	const json_t *hashes = json_want_object(json, "hashes", where);
	const char *sha256 = json_get_string(hashes, "sha256", where);
	uint64_t size = json_get_size(json, "size", INT64_MAX, where);

	if (!name && !path && !url)
		die(EXIT_NO, "%s: a file without name, path and url", where);
	file.filename = name ? xstrdup(name) : last_part(path ? path : url);
	check_filename(package, &file, where);
	if (url && !safetext_is_url(url))
		die(EXIT_NO, "%s: %s: the url is not one", where, file.filename);
	if (url && userinfo_is_in(url))
		die(EXIT_NO,
			"%s: %s: its url holds credentials: put them into ~/.netrc, and take them "
			"out",
			where, file.filename);
	if (!sha256 || !digest_parse(sha256, &file.sha256))
		die(EXIT_NO, "%s: %s: no SHA-256: lock it with hashes", where, file.filename);
	if (size != INT64_MAX && size > LARGEST)
		die(EXIT_NO, "%s: %s: .size: larger than a file can be", where, file.filename);
	if (size != INT64_MAX)
		file.size = (int64_t)size;
	file.url = url ? xstrdup(url) : NULL;
	const char *uploaded = json_get_string(json, "upload-time", where);

	if (uploaded && !safetext_is_made_of(uploaded, "-:.+"))
		die(EXIT_NO, "%s: %s: upload-time is not a date and time", where, file.filename);
	file.uploaded = uploaded ? xstrdup(uploaded) : NULL;
	return file;
}

/* The file of a direct reference. TOOL has its name, and, when it is made, its hash and size. */
static void read_direct(
	struct lock_package *package, const json_t *json, const json_t *tool, const char *where)
{
	const char *filename = json_want_string(tool, "file", where);
	bool sdist = !ends_with(filename, ".whl");
	_cleanup_json_ json_t *file = json_pack("{s:s}", "name", filename);
	const char *sha256 = json_get_string(tool, "sha256", where);

	package->direct = directsource_read(json, where);
	const json_t *archive = json_object_get(package->direct, "archive");
	const char *url = directsource_url(package->direct);

	if (!sha256 && !archive)
		die(EXIT_NO, "%s: .tool.pylock-mk.sha256: missing", where);
	if (sha256)
		json_object_set_new(file, "hashes", json_pack("{s:s}", "sha256", sha256));
	else
		json_object_set(file, "hashes", json_object_get(archive, "hashes"));
	json_object_set(file, "size", json_object_get(sha256 ? tool : archive, "size"));
	if (url)
		json_object_set_new(file, "url", json_string(url));
	package->files = xalloc(1, sizeof *package->files);
	package->files[0] = read_file(file, sdist, package, where);
	package->file_count = 1;
}

void packagefiles_read(
	struct lock_package *package, const json_t *json, const json_t *tool, const char *where)
{
	json_t *wheels = json_get_array(json, "wheels", where), *wheel;
	json_t *sdist = json_get_object(json, "sdist", where);
	json_t *archive = json_get_object(json, "archive", where);
	json_t *vcs = json_get_object(json, "vcs", where);
	json_t *directory = json_get_object(json, "directory", where);
	size_t count = json_array_size(wheels), i;

	if (!!vcs + !!directory + !!archive + (count || sdist) > 1)
		die(EXIT_NO, "%s: more than one kind of source", where);
	if ((vcs || directory || archive) && json_object_get(tool, "file")) {
		read_direct(package, json, tool, where);
		return;
	}
	if (vcs || directory) {
		package->problem =
			"comes from a repository or a directory: build a wheel of it and lock that";
		return;
	}
	if (count > MAX_FILES)
		die(EXIT_NO, "%s: %zu wheels", where, count);
	package->files = xalloc(count + 2, sizeof *package->files);
	json_array_foreach (wheels, i, wheel)
		package->files[package->file_count++] = read_file(wheel, false, package, where);
	if (archive) {
		const char *location = json_get_string(archive, "url", where);

		location = location ? location : json_want_string(archive, "path", where);
		_cleanup_free_ char *filename = last_part(location);

		package->files[package->file_count++] =
			read_file(archive, !ends_with(filename, ".whl"), package, where);
	}
	if (sdist)
		package->files[package->file_count++] = read_file(sdist, true, package, where);
	if (package->file_count == 0)
		die(EXIT_NO, "%s: no file", where);
}
