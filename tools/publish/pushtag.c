/* SPDX-License-Identifier: MIT */
#include "publish/pushtag.h"

#include "lib/cleanup.h"
#include "lib/die.h"

enum { LARGEST_MANIFEST = 4 << 20 };

/* Puts the manifest under NAME, a tag or its digest. */
static void put_manifest(struct registry *registry, CURL *easy,
	const struct push_manifest *manifest, const char *name)
{
	_cleanup_free_ char *url = xprintf("manifests/%s", name);
	struct exchange_body body = {
		.type = manifest->media_type,
		.bytes = manifest->bytes.bytes,
		.fd = -1,
		.length = manifest->bytes.length,
	};
	_cleanup_(answer_free) struct answer answer = registry_insist(
		registry, easy, &(struct exchange){.method = "PUT", .url = url, .body = &body});

	if (!answer_is_good(&answer))
		registry_die(registry, &answer, name);
}

/* Asks for what the tag names now. */
static void confirm(struct registry *registry, CURL *easy, const struct push_manifest *manifest,
	const char *tag)
{
	_cleanup_free_ char *url = xprintf("manifests/%s", tag);
	_cleanup_(answer_free) struct answer answer = registry_insist(registry, easy,
		&(struct exchange){
			.method = "GET",
			.url = url,
			.accept = manifest->media_type,
			.limit = LARGEST_MANIFEST,
		});

	if (!answer_is_good(&answer))
		registry_die(registry, &answer, tag);
	struct digest found = sha256_of(text_string(&answer.body), answer.body.length);

	if (!digest_equal(&found, &manifest->digest))
		die(EXIT_NO,
			"%s: the registry has sha256:%s there, and the image is sha256:%s: it "
			"was changed on the way, or by somebody else",
			tag, found.hex, manifest->digest.hex);
}

void pushtag(struct registry *registry, const struct push_set *set, const char *tag)
{
	const struct push_manifest *last = &set->manifests[set->manifest_count - 1];
	CURL *easy = curl_easy_init();

	if (!easy)
		die(EXIT_SYSTEM, "out of memory");
	for (size_t i = 0; i + 1 < set->manifest_count; i++) {
		_cleanup_free_ char *name = xprintf("sha256:%s", set->manifests[i].digest.hex);

		put_manifest(registry, easy, &set->manifests[i], name);
	}
	put_manifest(registry, easy, last, tag);
	confirm(registry, easy, last, tag);
	curl_easy_cleanup(easy);
}
