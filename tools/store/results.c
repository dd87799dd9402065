/* SPDX-License-Identifier: MIT */
#include "store/results.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "store/seal.h"

static const struct {
	const char *name;
	int version;
} stages[] = {
#define STAGE(name, version) {#name, version},
#include "store/stages.def"
#undef STAGE
};

bool results_stage(const char *name, enum stage *stage)
{
	for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
		if (strcmp(stages[i].name, name) == 0) {
			*stage = (enum stage)i;
			return true;
		}
	return false;
}

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

/* A result is kept as BEFORE, a seal, BETWEEN, the result and AFTER: one JSON object. Nothing of it
 * is parsed before the seal was found to be right. */
#define BEFORE "{\"seal\":\""
#define BETWEEN "\",\"result\":"
#define AFTER "}"
enum {
	SEAL_AT = sizeof BEFORE - 1,
	RESULT_AT = SEAL_AT + SEAL_DIGITS + sizeof BETWEEN - 1,
	LARGEST = 64 << 20
};

/* What was kept in the file PATH; NULL unless this user's seal is on it. */
static json_t *read_result(const char *path, const char *stage, const char *key)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) ||
		status.st_size <= RESULT_AT || status.st_size > LARGEST)
		return NULL;
	_cleanup_(text_free) struct text text = file_read(path, LARGEST);
	const char *bytes = text_string(&text), *result = bytes + RESULT_AT;
	size_t length = text.length - RESULT_AT - strlen(AFTER);

	if (text.length <= RESULT_AT || !starts_with(bytes, BEFORE) ||
		!starts_with(bytes + SEAL_AT + SEAL_DIGITS, BETWEEN) || !ends_with(bytes, AFTER) ||
		!seal_holds(bytes + SEAL_AT, stage, key, result, length))
		return NULL;
	return json_loadb(result, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
}

json_t *results_recall(const struct store *store, enum stage stage, const struct digest *key,
	const char *const *members)
{
	_cleanup_free_ char *path = store_key_path(store, stages[stage].name, key->hex);
	_cleanup_json_ json_t *result = read_result(path, stages[stage].name, key->hex);

	for (; result && *members; members++)
		if (!has_content(store, result, *members))
			return NULL;
	return steal(&result);
}

void results_keep(
	const struct store *store, enum stage stage, const struct digest *key, const json_t *result)
{
	_cleanup_free_ char *path = store_key_path(store, stages[stage].name, key->hex);
	_cleanup_(text_free) struct text text = json_canonical(result), sealed = {0};
	char seal[SEAL_DIGITS + 1];

	if (!seal_make(stages[stage].name, key->hex, text.bytes, text.length, seal))
		return; /* nobody would believe it */
	if (!store_keeps(store))
		return;
	text_printf(&sealed, BEFORE "%s" BETWEEN, seal);
	text_add(&sealed, text.bytes, text.length);
	text_add_string(&sealed, AFTER);
	file_write(path, sealed.bytes, sealed.length);
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
