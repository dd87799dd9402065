/* SPDX-License-Identifier: MIT */
/* registry: who is told what, and when a request is made again. */
#include "unit.h"

#include "lib/cleanup.h"
#include "publish/registry.h"
#include "scratch.h"
#include "server.h"

#define ANSWER(status, lines, body) \
	"HTTP/1.1 " status " X\r\nConnection: close\r\n" lines "\r\n" body
#define NO_TLS ANSWER("400", "", "")

static struct registry *registry_at(const struct unit_server *server)
{
	struct stringlist none = {0};
	_cleanup_free_ char *name = xprintf("%s/a/b", server->url + strlen("http://"));

	return registry_open(name, &none, false);
}

static struct answer get(struct registry *registry, const char *url, bool insist)
{
	CURL *easy = curl_easy_init();
	struct exchange request = {.method = "GET", .url = url};
	struct answer answer = insist ? registry_insist(registry, easy, &request)
				      : registry_ask(registry, easy, &request);

	curl_easy_cleanup(easy);
	return answer;
}

static void credentials(void **state)
{
	(void)state;
	struct unit_server server = unit_server_with(NO_TLS,
		ANSWER("401", "WWW-Authenticate: Basic realm=\"x\"\r\n", ""), ANSWER("200", "", ""),
		ANSWER("200", "", "own"));
	struct unit_server other = unit_server_with(ANSWER("200", "", "other"));
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_free_ char *file = xprintf(
		"{\"auths\": {\"%s\": {\"auth\": \"bWU6eA==\"}}}", server.url + strlen("http://"));
	_cleanup_free_ char *elsewhere = xprintf("%s/v2/x", other.url);

	setenv("REGISTRY_AUTH_FILE", scratch_write(&scratch, "auth", file), 1);
	_cleanup_(registry_close) struct registry *registry = registry_at(&server);
	_cleanup_(answer_free) struct answer own = get(registry, "blobs/x", false);
	_cleanup_(answer_free) struct answer others = get(registry, elsewhere, false);

	assert_string_equal(text_string(&own.body), "own");
	assert_string_equal(text_string(&others.body), "other");
	assert_non_null(strstr(server.requests, "GET /v2/a/b/blobs/x HTTP/1.1\r\n"));
	assert_non_null(
		strstr(strstr(server.requests, "/blobs/x"), "Authorization: Basic bWU6eA=="));
	assert_null(strstr(other.requests, "Authorization"));
	unit_stop(&server);
	unit_stop(&other);
	unsetenv("REGISTRY_AUTH_FILE");
}

static void attempts(void **state)
{
	(void)state;
	struct unit_server server = unit_server_with(NO_TLS, ANSWER("200", "", ""),
		ANSWER("503", "", ""), ANSWER("200", "", ""), ANSWER("404", "", ""));
	_cleanup_(registry_close) struct registry *registry = registry_at(&server);
	_cleanup_(answer_free) struct answer second = get(registry, "blobs/x", true);
	_cleanup_(answer_free) struct answer none = get(registry, "blobs/y", true);

	assert_int_equal(second.status, 200);
	assert_int_equal(none.status, 404);
	unit_stop(&server);
}

static void what_it_dies_of(void **state)
{
	(void)state;
	struct unit_server server =
		unit_server_with(NO_TLS, ANSWER("401", "", ""), NO_TLS, ANSWER("200", "", ""));

	assert_dies(EXIT_NO, "the registry wants other credentials: run `skopeo login 127.0.0.1:",
		registry_at(&server));
	_cleanup_(registry_close) struct registry *registry = registry_at(&server);
	struct answer denied = {.status = 403, .reason = (char[]){"why"}};
	struct answer broken = {.status = 503, .again = true, .reason = (char[]){"why"}};

	assert_dies(EXIT_NO, "/a/b: it: the registry denies it (why)",
		registry_die(registry, &denied, "it"));
	assert_dies(EXIT_SYSTEM, "/a/b: the registry answers: why",
		registry_die(registry, &broken, ""));
	unit_stop(&server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(credentials),
		cmocka_unit_test(attempts),
		cmocka_unit_test(what_it_dies_of),
	};

	return run_unit(tests);
}
