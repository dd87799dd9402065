/* SPDX-License-Identifier: MIT */
#include "resolve/indexfile.h"

#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/url.h"
#include "pypa/metadata.h"
#include "resolve/remotefile.h"
#include "resolve/sdistrequires.h"
#include "zip/inflate.h"
#include "zip/ziplocal.h"

enum { MAX_LINE = 4000, MAX_METADATA = 16 << 20, MAX_SDIST = 256 << 20 }; /* bytes */

/* The longest end of a zip archive: its record, and a comment. */
enum { ZIP_TAIL = 22 + 65535 };

/* The answer LINES, which it takes. */
static json_t *answer_of(json_t *lines)
{
	const json_t *line;
	size_t i;

	json_array_foreach (lines, i, line) {
		const char *text = json_string_value(line);

		while (*text >= ' ' && *text <= '~')
			text++;
		if (*text || json_string_length(line) >= MAX_LINE)
			die(EXIT_NO, "its metadata holds what no requirement may");
	}
	return json_pack("{s:o}", "requires", lines);
}

/* --- of a wheel --------------------------------------------------------------------------- */

/* Its METADATA; NULL when it has none. */
static struct zip_entry *metadata_in(const struct zip *zip)
{
	for (size_t i = 0; i < zip->count; i++) {
		const char *slash = strchr(zip->entries[i].name, '/');

		if (slash && strcmp(slash, "/METADATA") == 0 &&
			slash - zip->entries[i].name > (int)strlen(".dist-info") &&
			memcmp(slash - strlen(".dist-info"), ".dist-info", 10) == 0)
			return &zip->entries[i];
	}
	return NULL;
}

static json_t *of_zip(const struct zip *zip)
{
	_cleanup_(inflate_free) struct inflate *inflate = inflate_new();
	struct zip_entry *entry = metadata_in(zip);

	if (!entry)
		die(EXIT_NO, "it has no METADATA");
	zip_local_find(zip, entry);
	_cleanup_(text_free) struct text text = inflate_read(inflate, zip, entry, MAX_METADATA);
	_cleanup_json_ json_t *metadata = metadata_json(text_string(&text), text.length);

	return answer_of(json_incref(json_object_get(metadata, "requiresDist")));
}

static json_t *of_wheel(struct remotefile *file)
{
	_cleanup_(zip_close) struct zip zip = {.subject = xstrdup("its file"),
		.fd = dup(fileno(file->file)),
		.size = file->size,
		.want = remotefile_want,
		.data = file};

	zip_open_parts(&zip);
	return of_zip(&zip);
}

static json_t *of_local_wheel(const char *path)
{
	_cleanup_(zip_close) struct zip zip = zip_open(path, "its file");

	return of_zip(&zip);
}

/* --- of an sdist -------------------------------------------------------------------------- */

static json_t *of_sdist(const char *path)
{
	_cleanup_(sdistfiles_free) struct sdistfiles files = sdistfiles_read(path);
	json_t *requires = sdist_requires(&files);

	if (!requires)
		die(EXIT_NO, "only a build tells what it requires");
	return answer_of(requires);
}

json_t *indexfile_requires(const struct policy *policy, const struct indexfile *file)
{
	_cleanup_free_ char *local = url_path(file->url);

	if (local)
		return file->is_wheel ? of_local_wheel(local) : of_sdist(local);
	_cleanup_(remotefile_close) struct remotefile remote =
		remotefile_open(policy, file->index, file->url, file->is_wheel ? ZIP_TAIL : 0,
			file->is_wheel ? MAX_METADATA : MAX_SDIST);

	if (remote.failure)
		return json_pack("{s:s, s:i}", "unknown", remote.failure, "failed",
			remote.refused ? EXIT_NO : EXIT_SYSTEM);
	if (file->is_wheel)
		return of_wheel(&remote);
	_cleanup_free_ char *path = xprintf("/proc/self/fd/%d", fileno(remote.file));

	return of_sdist(path);
}
