/* SPDX-License-Identifier: MIT */
#include "resolve/filehash.h"

#include <stdlib.h>
#include <string.h>

#include "fetch/arrival.h"
#include "lib/cleanup.h"
#include "lib/json.h"
#include "lib/unconst.h"
#include "store/results.h"

static const uint64_t max_file = (uint64_t)8 << 30; /* bytes */
static const struct download_options defaults = {.jobs = 16, .retries = 3, .timeout = 60};

bool filehash_is_known(const struct project_file *file)
{
	struct digest digest;

	return digest_parse(file->sha256, &digest);
}

static const json_t *hashes_of(const struct project_file *file)
{
	return json_object_get(file->entry, "hashes");
}

/* --- what was learned before ------------------------------------------------------ */

/* A file is the same as long as its page says the same of it. */
static struct digest key_of(const struct project_file *file)
{
	static const char *const members[] = {"hashes", "size", "upload-time", NULL};
	struct key key = results_key(STAGE_hashed);

	key_add(&key, "url", file->url);
	for (size_t i = 0; members[i]; i++) {
		_cleanup_free_ char *value = json_dumps(json_object_get(file->entry, members[i]),
			JSON_SORT_KEYS | JSON_ENCODE_ANY | JSON_COMPACT);

		key_add(&key, members[i], value ? value : "");
	}
	return key_end(&key, NULL);
}

static void set(const struct filehash *filehash, struct project_file *file,
	const struct digest *digest, uint64_t size)
{
	memcpy(file->sha256, digest->hex, sizeof file->sha256);
	json_object_set_new(file->entry, "size", json_integer((json_int_t)size));
	free(file->path);
	file->path = store_path(filehash->store, digest);
}

/* Whether a file may be another by now, and that is asked. */
static bool is_upgraded(const struct filehash *filehash, const struct filehash_wanted *wanted)
{
	const struct stringlist *names = filehash->upgrade;

	if (json_object_size(hashes_of(wanted->file)))
		return false;
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->items[i], ":all:") == 0 ||
			strcmp(names->items[i], wanted->release->resolved->name) == 0)
			return true;
	return false;
}

static bool recall(const struct filehash *filehash, const struct filehash_wanted *wanted)
{
	struct project_file *file = wanted->file;
	static const char *const members[] = {"sha256", NULL};
	struct digest key = key_of(file), digest;
	uint64_t size;

	if (is_upgraded(filehash, wanted))
		return false;
	_cleanup_json_ json_t *kept = results_recall(filehash->store, STAGE_hashed, &key, members);
	const char *sha256 = json_string_value(json_object_get(kept, "sha256"));

	if (!sha256 || !digest_parse(sha256, &digest) ||
		!store_has(filehash->store, &digest, &size))
		return false;
	set(filehash, file, &digest, size);
	return true;
}

/* --- what is fetched ---------------------------------------------------------------- */

static void begin(const struct filehash *filehash, const struct filehash_wanted *wanted,
	struct arrival *arrival)
{
	const json_t *size = json_object_get(wanted->file->entry, "size");

	*arrival = (struct arrival){.url = wanted->file->url,
		.index = wanted->release->index,
		.store = filehash->store,
		.limit = max_file,
		.size = json_integer_value(size) > 0 ? (uint64_t)json_integer_value(size)
						     : DOWNLOAD_UNKNOWN,
		.hashes = hashes_of(wanted->file),
		.limits = policy_limits(filehash->policy, wanted->release->index, &defaults)};
	arrival_begin(arrival);
}

/* The algorithms of the hashes that the page gives. */
static char *named_hashes(const struct project_file *file)
{
	struct text text = {0};
	const char *algorithm;
	json_t *value;

	json_object_foreach (unconst(hashes_of(file)), algorithm, value)
		text_printf(&text, "%s%.20s", text.length ? ", " : " but ", algorithm);
	return text_take(&text);
}

static enum exit_status take(const struct filehash *filehash, const struct filehash_wanted *wanted,
	const struct arrival *arrival)
{
	struct project_file *file = wanted->file;
	const char *name = wanted->release->resolved->name;
	_cleanup_free_ char *others = named_hashes(file);

	if (arrival->transfer.status != EXIT_YES) {
		warn("%s: index '%s' gives no SHA-256%s of %s, and it cannot be computed: %s", name,
			arrival->index, others ? others : "", file->filename,
			text_string(&arrival->transfer.reason));
		return arrival->transfer.status;
	}
	struct digest key = key_of(file);
	_cleanup_json_ json_t *result = json_pack("{s:s}", "sha256", arrival->digest.hex);

	results_keep(filehash->store, STAGE_hashed, &key, result);
	set(filehash, file, &arrival->digest, arrival->length);
	warn("%s: note: index '%s' gives no SHA-256%s of %s: it was fetched, and is locked as it "
	     "came: %ju bytes, sha256 %s",
		name, arrival->index, others ? others : "", file->filename,
		(uintmax_t)arrival->length, arrival->digest.hex);
	return EXIT_YES;
}

static enum exit_status fetch(
	const struct filehash *filehash, const struct filehash_wanted *wanted, size_t count)
{
	_cleanup_free_ struct arrival *arrivals = xalloc(count, sizeof *arrivals);
	_cleanup_free_ struct transfer **transfers = xalloc(count, sizeof(struct transfer *));
	enum exit_status status = EXIT_YES;

	for (size_t i = 0; i < count; i++) {
		begin(filehash, &wanted[i], &arrivals[i]);
		transfers[i] = &arrivals[i].transfer;
	}
	if (count)
		download_all(transfers, count, &defaults, NULL, NULL);
	for (size_t i = 0; i < count; i++) {
		enum exit_status one = take(filehash, &wanted[i], &arrivals[i]);

		if (status != EXIT_NO && one != EXIT_YES)
			status = one;
		arrival_free(&arrivals[i]);
	}
	return status;
}

enum exit_status filehash_learn(
	const struct filehash *filehash, const struct filehash_wanted *wanted, size_t count)
{
	_cleanup_free_ struct filehash_wanted *left = xalloc(count, sizeof *left);
	size_t left_count = 0;

	if (count && !filehash->store->root) {
		warn("%s: index '%s' gives no SHA-256 of %s, and without --store it is not fetched",
			wanted->release->resolved->name, wanted->release->index,
			wanted->file->filename);
		return EXIT_NO;
	}
	for (size_t i = 0; i < count; i++)
		if (!recall(filehash, &wanted[i]))
			left[left_count++] = wanted[i];
	return fetch(filehash, left, left_count);
}
