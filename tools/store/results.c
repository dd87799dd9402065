/* SPDX-License-Identifier: MIT */
#include "store/results.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"

static const struct {
	const char *name;
	int version;
} stages[] = {
#define STAGE(name, version) {#name, version},
#include "store/stages.def"
#undef STAGE
};

int results_version(enum stage stage)
{
	return stages[stage].version;
}

struct key results_key(enum stage stage)
{
	struct key key = key_begin(stages[stage].name);
	_cleanup_free_ char *version = xprintf("%d", stages[stage].version);

	key_add(&key, "output", version);
	return key;
}

static bool has_content(const struct store *store, const json_t *result, const char *member)
{
	const char *value = json_string_value(json_object_get(result, member));
	struct digest digest;

	return value && digest_parse(value, &digest) && store_has(store, &digest, NULL);
}

json_t *results_recall(const struct store *store, enum stage stage, const struct digest *key,
	const char *const *members)
{
	_cleanup_free_ char *path = store_key_path(store, stages[stage].name, key->hex);
	_cleanup_json_ json_t *result = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);

	for (; result && *members; members++)
		if (!has_content(store, result, *members))
			return NULL;
	return steal(&result);
}

void results_keep(
	const struct store *store, enum stage stage, const struct digest *key, const json_t *result)
{
	_cleanup_free_ char *path = store_key_path(store, stages[stage].name, key->hex);
	_cleanup_(text_free) struct text text = json_canonical(result);

	file_write(path, text.bytes, text.length);
}

struct digest results_digest(const struct store *store, const char *path)
{
	struct digest digest;

	if (digest_parse(file_name(path), &digest)) {
		_cleanup_free_ char *own = store_path(store, &digest);

		if (strcmp(path, own) == 0 && store_has(store, &digest, NULL))
			return digest;
	}
	_cleanup_close_ int fd = file_open(path);

	return sha256_of_file(fd, path);
}
