/* SPDX-License-Identifier: MIT */
#include "resolve/filelock.h"

#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/moment.h"
#include "lock/tomltext.h"
#include "resolve/filehash.h"

static void add_file(struct text *lock, const struct project_file *file)
{
	const json_t *size = json_object_get(file->entry, "size");

	text_add_string(lock, "{ name = ");
	toml_add_string(lock, file->filename);
	text_add_string(lock, ", url = ");
	toml_add_string(lock, file->url);
	if (file->dated) { /* as uv writes it: to the second */
		char moment[MOMENT_BYTES];

		moment_text(file->uploaded, moment);
		text_printf(lock, ", upload-time = %s", moment);
	}
	if (json_is_integer(size))
		text_printf(lock, ", size = %jd", (intmax_t)json_integer_value(size));
	text_printf(lock, ", hashes = { sha256 = \"%s\" } }", file->sha256);
}

static void add_package(struct text *lock, const struct release *release)
{
	const struct project *files = &release->meant;
	bool wheels = false, sdist = false;

	text_printf(lock, "\n[[packages]]\nname = \"%s\"\nversion = \"%s\"\n",
		release->resolved->name, release->resolved->version);
	for (size_t i = 0; i < files->count && !sdist; i++) {
		sdist = !files->files[i]->is_wheel && filehash_is_known(files->files[i]);
		if (!sdist)
			continue;
		text_add_string(lock, "sdist = ");
		add_file(lock, files->files[i]);
		text_add_string(lock, "\n");
	}
	for (size_t i = 0; i < files->count; i++) {
		if (!files->files[i]->is_wheel || !filehash_is_known(files->files[i]))
			continue;
		text_add_string(lock, wheels ? ", " : "wheels = [");
		add_file(lock, files->files[i]);
		wheels = true;
	}
	text_add_string(lock, wheels ? "]\n" : "");
}

void filelock_write(const char *path, const struct release *releases, size_t count)
{
	_cleanup_(text_free) struct text lock = {0};

	text_add_string(&lock, "lock-version = \"1.0\"\ncreated-by = \"pip-compile\"\n");
	text_add_string(&lock, count ? "" : "packages = []\n");
	for (size_t i = 0; i < count; i++)
		add_package(&lock, &releases[i]);
	file_write(path, lock.bytes, lock.length);
}
