/* SPDX-License-Identifier: MIT */
/* pushtag: manifests in order, and what the tag is then. */
#include "unit.h"

#include "lib/cleanup.h"
#include "publish/pushtag.h"
#include "server.h"

#define ANSWER(status, body) "HTTP/1.1 " status " X\r\nConnection: close\r\n\r\n" body
#define OPEN ANSWER("400", ""), ANSWER("200", "")

static void push(const struct unit_server *server)
{
	struct push_manifest manifests[] = {
		{.media_type = (char[]){"a/inner"}}, {.media_type = (char[]){"a/outer"}}};
	struct push_set set = {.manifests = manifests, .manifest_count = 2};
	struct stringlist none = {0};
	_cleanup_free_ char *name = xprintf("%s/a", server->url + strlen("http://"));
	_cleanup_(registry_close) struct registry *registry = registry_open(name, &none, false);

	for (size_t i = 0; i < 2; i++) {
		text_add_string(&manifests[i].bytes, i ? "{}" : "[]");
		manifests[i].digest =
			sha256_of(manifests[i].bytes.bytes, manifests[i].bytes.length);
	}
	pushtag(registry, &set, "v1");
	text_free(&manifests[0].bytes);
	text_free(&manifests[1].bytes);
}

static void in_order(void **state)
{
	(void)state;
	struct unit_server server =
		unit_server_with(OPEN, ANSWER("201", ""), ANSWER("201", ""), ANSWER("200", "{}"));

	push(&server);
	/* [], by sha256sum(1) */
	const char *inner = strstr(server.requests,
		"PUT "
		"/v2/a/manifests/"
		"sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945 HTTP");

	assert_non_null(inner);
	const char *outer = strstr(inner, "PUT /v2/a/manifests/v1 HTTP");

	assert_non_null(outer);
	assert_non_null(strstr(outer, "Content-Type: a/outer\r\n"));
	assert_non_null(strstr(outer, "GET /v2/a/manifests/v1 HTTP"));
	unit_stop(&server);
}

static void another(void **state)
{
	(void)state;
	struct unit_server server =
		unit_server_with(OPEN, ANSWER("201", ""), ANSWER("201", ""), ANSWER("200", "{ }"));
	struct unit_server refuses = unit_server_with(OPEN, ANSWER("400", ""));

	assert_dies(EXIT_NO, "it was changed on the way", push(&server));
	assert_dies(EXIT_NO, "the registry answers: HTTP status 400", push(&refuses));
	unit_stop(&server);
	unit_stop(&refuses);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_order),
		cmocka_unit_test(another),
	};

	return run_unit(tests);
}
