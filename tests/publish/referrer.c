/* SPDX-License-Identifier: MIT */
/* referrer: what a registry is told of records, with the referrers API and without; what real and
 * faulty registries do with it is in push.t. */
#include "unit.h"

#include "publish/referrer.h"
#include "scratch.h"
#include "server.h"

#define ANSWER(status, lines, body) \
	"HTTP/1.1 " status " X\r\nConnection: close\r\n" lines "\r\n" body
#define OPEN ANSWER("400", "", ""), ANSWER("200", "", "")
#define HAD ANSWER("200", "", "")

struct given {
	struct scratch scratch;
	struct store store;
	const char *list;
	struct push_manifest subject;
};

static struct given given_a_record(void)
{
	struct given given = {.scratch = scratch_make(),
		.subject = {.media_type = (char *)"a/manifest", .digest = sha256_of("image", 5)}};

	given.store = store_open(scratch_path(&given.scratch, "store"));
	struct digest there = store_put(&given.store, "record", 6), gone = sha256_of("gone", 4);
	_cleanup_free_ char *lines = xprintf("%s\n\nsha256:%s\n", there.hex, gone.hex);

	given.list = scratch_write(&given.scratch, "list", lines);
	text_add_string(&given.subject.bytes, "image");
	return given;
}

static void given_remove(struct given *given)
{
	text_free(&given->subject.bytes);
	store_close(&given->store);
	scratch_remove(&given->scratch);
}

static void push(struct given *given, const struct unit_server *server)
{
	struct stringlist none = {0};
	struct push_set set = {.manifests = &given->subject, .manifest_count = 1};
	_cleanup_free_ char *name = xprintf("%s/a", server->url + strlen("http://"));
	_cleanup_(registry_close) struct registry *registry = registry_open(name, &none, false);

	referrer_push(registry, &set, &given->store, given->list);
}

/* The registry says that it lists the artifact by itself: nothing is put by a tag. */
static void by_the_api(void **state)
{
	(void)state;
	_cleanup_(given_remove) struct given given = given_a_record();
	struct unit_server server =
		unit_server_with(OPEN, HAD, HAD, ANSWER("201", "OCI-Subject: sha256:x\r\n", ""));

	push(&given, &server);
	const char *body =
		strstr(strstr(server.requests, "PUT /v2/a/manifests/sha256:"), "\r\n\r\n");

	assert_non_null(body);
	_cleanup_free_ char *subject =
		xprintf("\"subject\":{\"digest\":\"sha256:%s\",\"mediaType\":"
			"\"a/manifest\",\"size\":5}",
			given.subject.digest.hex);

	assert_non_null(strstr(body, subject));
	assert_non_null(strstr(body, "\"artifactType\":\"" REFERRER_RECORDS "\""));
	assert_non_null(
		strstr(body, "\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\""));
	/* the record, by sha256sum(1), alone; what the store lacks is left out */
	assert_non_null(
		strstr(body, "\"layers\":[{\"digest\":\"sha256:"
			     "70ce871f8a3d3fb449bc3c3ace6547cef02dfc74ffe48d912532a724bfdbe5b9\""));
	assert_null(strstr(server.requests, sha256_of("gone", 4).hex));
	assert_null(strstr(server.requests, "manifests/sha256-"));
	unit_stop(&server);
}

/* The index of a tag, with what it had, as distribution-spec 1.1 wants it of clients. */
static void by_a_tag(void **state)
{
	(void)state;
	_cleanup_(given_remove) struct given given = given_a_record();
	static const char had[] = "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image."
				  "index.v1+json\",\"manifests\":[{\"digest\":\"sha256:other\"}]}";
	_cleanup_free_ char *index = xprintf(ANSWER("200", "", "%s"), had);
	const char *const indexes[] = {ANSWER("404", "", ""), index, ANSWER("200", "", "no JSON"),
		ANSWER("200", "", "[]")};

	for (size_t i = 0; i < sizeof indexes / sizeof *indexes; i++) {
		struct unit_server server = unit_server_with(
			OPEN, HAD, HAD, ANSWER("201", "", ""), indexes[i], ANSWER("201", "", ""));
		_cleanup_free_ char *put =
			xprintf("PUT /v2/a/manifests/sha256-%s HTTP", given.subject.digest.hex);

		push(&given, &server);
		const char *body = strstr(server.requests, put);

		assert_non_null(body);
		assert_non_null(strstr(body, "\"artifactType\":\"" REFERRER_RECORDS "\""));
		assert_non_null(
			strstr(body, "Content-Type: application/vnd.oci.image.index.v1+json"));
		assert_true((strstr(body, "sha256:other") != NULL) == (i == 1));
		unit_stop(&server);
	}
}

/* An artifact has one layer at least (image-spec 1.1). */
static void nothing(void **state)
{
	(void)state;
	_cleanup_(given_remove) struct given given = given_a_record();
	const char *const lists[] = {
		"", "\n\n", "0000000000000000000000000000000000000000000000000000000000000000\n"};

	for (size_t i = 0; i < 3; i++) {
		struct unit_server one = unit_server_with(OPEN);

		scratch_write(&given.scratch, "list", lists[i]);
		push(&given, &one);
		assert_null(strstr(one.requests, "/v2/a/"));
		unit_stop(&one);
	}
}

static void refusals(void **state)
{
	(void)state;
	_cleanup_(given_remove) struct given given = given_a_record();
	struct unit_server artifact = unit_server_with(OPEN, HAD, HAD, ANSWER("400", "", "")),
			   index = unit_server_with(
				   OPEN, HAD, HAD, ANSWER("201", "", ""), ANSWER("403", "", "")),
			   none = unit_server_with(OPEN);

	assert_dies(EXIT_NO, "/a: sha256:", push(&given, &artifact));
	assert_dies(EXIT_NO, ": the registry denies it", push(&given, &index));
	scratch_write(&given.scratch, "list", "sha256:12\n");
	assert_dies(EXIT_NO, "list: 'sha256:12' is not a SHA-256 digest", push(&given, &none));
	unit_stop(&artifact);
	unit_stop(&index);
	unit_stop(&none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_the_api),
		cmocka_unit_test(by_a_tag),
		cmocka_unit_test(nothing),
		cmocka_unit_test(refusals),
	};

	return run_unit(tests);
}
