/* SPDX-License-Identifier: MIT */
/* requestoptions: the lines that a server is sent, and where libcurl does not go. */
#include "fixture.h"

#include "fetch/requestoptions.h"
#include "server.h"

#define OK "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
#define MOVED "HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: "

static CURLcode request(struct transfer *transfer, const char *url, uint64_t from)
{
	CURL *easy = curl_easy_init();

	transfer->urls = &url;
	transfer->url_count = 1;
	struct curl_slist *headers = requestoptions_set(easy, transfer, from, 5);
	CURLcode code = curl_easy_perform(easy);

	curl_easy_cleanup(easy);
	curl_slist_free_all(headers);
	return code;
}

/* Whether the server is sent LINE for TRANSFER's content from FROM on. */
static bool sends(struct transfer transfer, uint64_t from, const char *line)
{
	struct unit_server server = unit_server_with(OK);
	_cleanup_free_ char *whole = xprintf("\r\n%s\r\n", line);

	assert_int_equal(request(&transfer, server.url, from), CURLE_OK);
	bool found = strstr(server.requests, whole) != NULL;

	unit_stop(&server);
	return found;
}

static void header_lines(void **state)
{
	(void)state;
	_cleanup_free_ char *agent = xprintf(
		"User-Agent: pylock.mk libcurl/%s", curl_version_info(CURLVERSION_NOW)->version);

	assert_true(sends((struct transfer){0}, 0, agent));
	assert_true(sends((struct transfer){0}, 0, "Accept: */*"));
	assert_true(sends((struct transfer){0}, 0, "Accept-Encoding: identity"));
	assert_true(sends((struct transfer){.accept = "text/html"}, 0, "Accept: text/html"));
	assert_true(sends((struct transfer){.compressed = true}, 0, "Accept-Encoding: gzip"));
	assert_true(sends((struct transfer){.etag = "\"x\""}, 0, "If-None-Match: \"x\""));
	assert_true(sends((struct transfer){.range = "bytes=-9"}, 0, "Range: bytes=-9"));
	assert_true(sends((struct transfer){0}, 5000000000, "Range: bytes=5000000000-"));
	assert_false(sends((struct transfer){0}, 0, "Range: bytes=0-"));
}

static void only_the_header_is_asked_for(void **state)
{
	(void)state;
	struct unit_server server = unit_server_with(OK);
	struct transfer transfer = {.head = true};

	assert_int_equal(request(&transfer, server.url, 0), CURLE_OK);
	assert_int_equal(strncmp(server.requests, "HEAD / ", 7), 0);
	unit_stop(&server);
}

/* `printf user:word | base64` */
static void credentials(void **state)
{
	(void)state;
	static const char netrc[] = "machine 127.0.0.1 login user password word\n";

	file_write("netrc", netrc, strlen(netrc));
	setenv("NETRC", "netrc", 1);
	assert_true(sends((struct transfer){0}, 0, "Authorization: Basic dXNlcjp3b3Jk"));
	setenv("NETRC", "", 1);
	assert_false(sends((struct transfer){0}, 0, "Authorization: Basic dXNlcjp3b3Jk"));
}

static void trust(void **state)
{
	(void)state;
	static const char *const variables[] = {"CURL_CA_BUNDLE", "SSL_CERT_FILE"};

	for (size_t i = 0; i < 2; i++) {
		struct unit_server server = unit_server_with(OK);
		_cleanup_free_ char *url = xprintf("https%s", server.url + strlen("http"));
		struct transfer transfer = {0};

		setenv(variables[i], "nowhere.pem", 1);
		assert_int_equal(request(&transfer, url, 0), CURLE_SSL_CACERT_BADFILE);
		unsetenv(variables[i]);
		unit_stop(&server);
	}
}

static void redirects(void **state)
{
	(void)state;
	struct unit_server good = unit_server_with(OK);
	_cleanup_free_ char *there = xprintf(MOVED "%s/there\r\n\r\n", good.url);
	struct unit_server server = unit_server_with(there, MOVED "file:///etc/passwd\r\n\r\n");
	struct transfer transfer = {0};

	assert_int_equal(request(&transfer, server.url, 0), CURLE_OK);
	assert_int_equal(strncmp(good.requests, "GET /there ", 11), 0);
	assert_int_equal(request(&transfer, server.url, 0), CURLE_UNSUPPORTED_PROTOCOL);
	unit_stop(&good);
	unit_stop(&server);
	const char *answers[16];

	for (size_t i = 0; i < 16; i++)
		answers[i] = MOVED "/\r\n\r\n";
	server = unit_serve(16, answers);
	assert_int_equal(request(&transfer, server.url, 0), CURLE_TOO_MANY_REDIRECTS);
	unit_stop(&server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(header_lines),
		cmocka_unit_test(only_the_header_is_asked_for),
		cmocka_unit_test(credentials),
		cmocka_unit_test(trust),
		cmocka_unit_test(redirects),
	};
	unsetenv("CURL_CA_BUNDLE");
	unsetenv("SSL_CERT_FILE");
	unsetenv("NETRC");
	return run_in_directory(tests);
}
