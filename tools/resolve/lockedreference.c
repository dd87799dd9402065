/* SPDX-License-Identifier: MIT */
#include "resolve/lockedreference.h"

#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/digest.h"
#include "lib/json.h"
#include "lib/toml.h"
#include "lock/directsource.h"

enum { MAX_LOCK = 64 << 20 };

void lockedreference_free(struct lockedreference *reference)
{
	json_free(&reference->table);
}

static bool is_in(const struct stringlist *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], name) == 0)
			return true;
	return false;
}

json_t *lockedreference_packages(const char *path, const struct stringlist *anew)
{
	json_t *kept = json_array();

	if (!path || access(path, F_OK) < 0)
		return kept;
	_cleanup_json_ json_t *lock = toml_read(path, MAX_LOCK);
	json_t *packages = json_get_array(lock, "packages", path), *package;
	size_t i;

	json_array_foreach (packages, i, package)
		if (!is_in(anew, json_want_string(package, "name", path)))
			json_array_append(kept, package);
	return kept;
}

/* Whether the member KEY of TABLE is WANTED, or missing where that is NULL. */
static bool has(const json_t *table, const char *key, const char *wanted)
{
	const char *value = json_string_value(json_object_get(table, key));

	return wanted && value ? strcmp(value, wanted) == 0 : !wanted && !value;
}

static void take_file(struct lockedreference *found, const json_t *tool, const char *where)
{
	struct digest digest;

	found->filename = json_get_string(tool, "file", where);
	if (!found->filename)
		return;
	found->sha256 = json_want_string(tool, "sha256", where);
	found->size = json_want_size(tool, "size", where);
	if (!digest_parse(found->sha256, &digest))
		die(EXIT_NO, "%s: .sha256: not one", where);
}

struct lockedreference lockedreference_find(const json_t *packages, const char *kind,
	const char *url, const char *subdirectory, const char *revision, const char *where)
{
	const json_t *package;
	size_t i;

	json_array_foreach (packages, i, package) {
		if (!json_is_object(json_object_get(package, kind)))
			continue;
		const char *name = json_want_string(package, "name", where);
		_cleanup_free_ char *within = xprintf("%s: %s", where, name);
		_cleanup_json_ json_t *source = directsource_read(package, within);
		json_t *table = json_object_get(source, kind);

		if (!table || !has(table, "url", url) ||
			!has(table, "subdirectory", subdirectory) ||
			!has(table, "requested-revision", revision))
			continue;
		const json_t *tool = json_get_object(
			json_get_object(package, "tool", within), "pylock-mk", within);
		struct lockedreference found = {.table = json_incref(table), .name = name};

		found.version = json_get_string(package, "version", within);
		if (!found.version)
			found.version = json_get_string(tool, "version", within);
		take_file(&found, tool, within);
		return found;
	}
	return (struct lockedreference){0};
}
