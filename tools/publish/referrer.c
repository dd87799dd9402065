/* SPDX-License-Identifier: MIT */
#include "publish/referrer.h"

#include <string.h>
#include <sys/stat.h>

#include "image/mediatype.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "publish/digestlist.h"
#include "publish/upload.h"

#define EMPTY_TYPE "application/vnd.oci.empty.v1+json"

enum { LARGEST_INDEX = 4 << 20 };

/* The descriptor of content of the store, which the registry has afterwards. */
static json_t *deliver(struct registry *registry, CURL *easy, const struct store *store,
	const struct digest *digest, const char *type)
{
	static const struct stringlist no_mounts = {0};
	_cleanup_free_ char *path = store_path(store, digest);
	struct stat status;

	if (stat(path, &status) < 0)
		die(EXIT_NO, "%s: cannot be read:", path);
	struct upload upload = {
		.registry = registry,
		.mounts = &no_mounts,
		.path = path,
		.digest = *digest,
		.size = (uint64_t)status.st_size,
	};

	upload_blob(&upload, easy);
	return json_pack("{s:s, s:s+, s:I}", "mediaType", type, "digest", "sha256:", digest->hex,
		"size", (json_int_t)status.st_size);
}

/* Puts JSON as a manifest of TYPE. Returns whether the registry knows what it refers to. */
static bool put(struct registry *registry, CURL *easy, const char *name, const char *type,
	const struct text *text)
{
	_cleanup_free_ char *url = xprintf("manifests/%s", name);
	struct exchange_body body = {
		.type = type, .bytes = text->bytes, .fd = -1, .length = text->length};
	_cleanup_(answer_free) struct answer answer = registry_insist(
		registry, easy, &(struct exchange){.method = "PUT", .url = url, .body = &body});

	if (!answer_is_good(&answer))
		registry_die(registry, &answer, name);
	return answer.subject;
}

/* The index that the tag NAME has, or a new one. */
static json_t *index_at(struct registry *registry, CURL *easy, const char *name)
{
	_cleanup_free_ char *url = xprintf("manifests/%s", name);
	_cleanup_(answer_free) struct answer answer = registry_insist(registry, easy,
		&(struct exchange){.method = "GET",
			.url = url,
			.accept = MEDIA_TYPE_INDEX,
			.limit = LARGEST_INDEX});
	json_t *index = NULL;

	if (answer_is_good(&answer))
		index = json_loadb(text_string(&answer.body), answer.body.length, 0, NULL);
	else if (answer.status != 404)
		registry_die(registry, &answer, name);
	if (index && json_is_array(json_object_get(index, "manifests")))
		return index;
	json_decref(index);
	return json_pack(
		"{s:i, s:s, s:[]}", "schemaVersion", 2, "mediaType", MEDIA_TYPE_INDEX, "manifests");
}

/* For registries that do not list by themselves what refers to an image. */
static void list_by_tag(
	struct registry *registry, CURL *easy, const struct digest *subject, json_t *descriptor)
{
	_cleanup_free_ char *name = xprintf("sha256-%s", subject->hex);
	_cleanup_json_ json_t *index = index_at(registry, easy, name);
	json_t *list = json_object_get(index, "manifests"), *entry;
	size_t i;

	json_array_foreach (list, i, entry)
		if (json_equal(json_object_get(entry, "digest"),
			    json_object_get(descriptor, "digest")))
			return;
	json_array_append(list, descriptor);
	_cleanup_(text_free) struct text text = json_canonical(index);

	put(registry, easy, name, MEDIA_TYPE_INDEX, &text);
}

static json_t *manifest_of(const struct push_manifest *subject, json_t *config, json_t *layers)
{
	return json_pack("{s:i, s:s, s:s, s:o, s:o, s:{s:s, s:s+, s:I}}", "schemaVersion", 2,
		"mediaType", MEDIA_TYPE_MANIFEST, "artifactType", REFERRER_RECORDS, "config",
		config, "layers", layers, "subject", "mediaType", subject->media_type, "digest",
		"sha256:", subject->digest.hex, "size", (json_int_t)subject->bytes.length);
}

/* Sends the contents of the list PATH. Returns their descriptors. */
static json_t *send_all(
	struct registry *registry, CURL *easy, const struct store *store, const char *path)
{
	_cleanup_(digestlist_free) struct digestlist list = digestlist_read(path);
	json_t *sent = json_array();

	for (size_t i = 0; i < list.count; i++)
		if (store_has(store, &list.digests[i], NULL))
			json_array_append_new(sent,
				deliver(registry, easy, store, &list.digests[i], REFERRER_RECORD));
	return sent;
}

/* The artifact of SUBJECT that LAYERS, which it takes, go into. */
static void push_artifact(struct registry *registry, CURL *easy, const struct store *store,
	const struct push_manifest *subject, json_t *layers)
{
	struct digest empty = store_put(store, "{}", 2);
	_cleanup_json_ json_t *manifest =
		manifest_of(subject, deliver(registry, easy, store, &empty, EMPTY_TYPE), layers);
	_cleanup_(text_free) struct text text = json_canonical(manifest);
	struct digest digest = sha256_of(text.bytes, text.length);
	_cleanup_free_ char *name = xprintf("sha256:%s", digest.hex);
	_cleanup_json_ json_t *descriptor =
		json_pack("{s:s, s:s, s:I, s:s}", "mediaType", MEDIA_TYPE_MANIFEST, "digest", name,
			"size", (json_int_t)text.length, "artifactType", REFERRER_RECORDS);

	if (!put(registry, easy, name, MEDIA_TYPE_MANIFEST, &text))
		list_by_tag(registry, easy, &subject->digest, descriptor);
}

void referrer_push(struct registry *registry, const struct push_set *set, const struct store *store,
	const char *list)
{
	CURL *easy = curl_easy_init();

	if (!easy)
		die(EXIT_SYSTEM, "out of memory");
	_cleanup_json_ json_t *layers = send_all(registry, easy, store, list);

	if (json_array_size(layers) > 0)
		push_artifact(registry, easy, store, &set->manifests[set->manifest_count - 1],
			json_incref(layers));
	curl_easy_cleanup(easy);
}
