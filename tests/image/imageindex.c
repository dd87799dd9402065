/* SPDX-License-Identifier: MIT */
/* imageindex: of an index's entries the nearest image is meant, and no attestation. */
#include "unit.h"

#include "image/imageindex.h"
#include "lib/cleanup.h"
#include "lib/json.h"

#define MANIFEST "application/vnd.oci.image.manifest.v1+json"
#define DIGEST(digit) \
	"sha256:" digit "000000000000000000000000000000000000000000000000000000000000000"
#define ENTRY(digit, type, more) \
	"{\"mediaType\":\"" type "\",\"digest\":\"" DIGEST(digit) "\",\"size\":7" more "}"
#define FOR(digit, arch, variant) \
	ENTRY(digit, MANIFEST,    \
		",\"platform\":{\"os\":\"linux\",\"architecture\":\"" arch "\"" variant "}")
#define INDEX(entries) "{\"schemaVersion\":2,\"manifests\":[" entries "]}"
#define ATTESTED                                                                               \
	ENTRY("e", MANIFEST,                                                                   \
		",\"platform\":{\"os\":\"linux\",\"architecture\":\"arm64\"},\"annotations\":" \
		"{\"vnd.docker.reference.type\":\"attestation-manifest\"}")

static const struct platform arm64 = {.os = "linux", .architecture = "arm64"};

/* The first digit of the chosen digest. */
static char chosen(const char *text)
{
	_cleanup_json_ json_t *index = json_loads(text, 0, NULL);

	assert_non_null(index);
	return imageindex_choose(index, &arm64, "w").digest.hex[0];
}

static void the_nearest_is_meant(void **state)
{
	(void)state;
	assert_int_equal(chosen(INDEX(FOR("1", "amd64", "") "," FOR("2", "arm64", ""))), '2');
	assert_int_equal(chosen(INDEX(FOR("1", "arm64", ",\"variant\":\"v8\"") "," FOR(
				 "2", "arm", ",\"variant\":\"v7\""))),
		'1');
	assert_int_equal(chosen(INDEX(ATTESTED "," FOR("2", "arm64", ""))), '2');
	assert_int_equal(
		chosen(INDEX(ENTRY("1", "text/plain", "") "," FOR("2", "arm64", ""))), '2');
	/* one image with two entries is one */
	assert_int_equal(chosen(INDEX(FOR("3", "arm64", "") "," FOR("3", "arm64", ""))), '3');
	/* docker's name of the type is OCI's */
	assert_int_equal(
		chosen("{\"schemaVersion\":2,\"manifests\":[" ENTRY("4",
			"application/vnd.docker.distribution.manifest.v2+json",
			",\"platform\":{\"os\":\"linux\",\"architecture\":\"arm64\"}") "]}"),
		'4');
}

static void nothing_is_guessed(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "w: has no image for linux/arm64; it has linux/amd64",
		chosen(INDEX(FOR("1", "amd64", ""))));
	assert_dies(EXIT_NO, "w: has no image for linux/arm64", chosen(INDEX(ATTESTED)));
	assert_dies(EXIT_NO, "w: 2 images for linux/arm64",
		chosen(INDEX(FOR("1", "arm64", "") "," FOR("2", "arm64", ""))));
	assert_dies(EXIT_NO, "w: .schemaVersion: not 2",
		chosen("{\"schemaVersion\":1,\"manifests\":[]}"));
	assert_dies(EXIT_NO, "w: .manifests: missing", chosen("{\"schemaVersion\":2}"));
	assert_dies(EXIT_NO, "w: names another index",
		chosen(INDEX(ENTRY("1", "application/vnd.oci.image.index.v1+json", ""))));
}

static void descriptor_of(const char *text)
{
	_cleanup_json_ json_t *json = json_loads(text, 0, NULL);

	descriptor_read(json, "w");
}

static void descriptors_are_checked(void **state)
{
	(void)state;
	descriptor_of(ENTRY("a", MANIFEST, ""));
	assert_dies(EXIT_NO, "w: .digest: missing", descriptor_of("{}"));
	assert_dies(EXIT_NO, "is not a SHA-256 digest",
		descriptor_of("{\"mediaType\":\"x\",\"digest\":\"sha256:../x\",\"size\":1}"));
	assert_dies(EXIT_NO, "is not a SHA-256 digest",
		descriptor_of("{\"mediaType\":\"x\",\"digest\":\"sha512:00\",\"size\":1}"));
	assert_dies(EXIT_NO, "w: .size: missing",
		descriptor_of("{\"mediaType\":\"x\",\"digest\":\"" DIGEST("a") "\"}"));
	assert_dies(EXIT_NO, "w: .mediaType: missing",
		descriptor_of("{\"digest\":\"" DIGEST("a") "\",\"size\":1}"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nearest_is_meant),
		cmocka_unit_test(nothing_is_guessed),
		cmocka_unit_test(descriptors_are_checked),
	};
	return run_unit(tests);
}
