/* SPDX-License-Identifier: MIT */
/* registrytoken: how tokens are asked for, and which are taken. */
#include "unit.h"

#include "lib/cleanup.h"
#include "publish/registrytoken.h"
#include "server.h"

static void basic(void **state)
{
	/* RFC 7617, 2 and 2.1 */
	_cleanup_free_ char *sesame = basic_authorization("Aladdin", "open sesame");
	_cleanup_free_ char *pound = basic_authorization("test", "123\302\243");

	(void)state;
	assert_string_equal(sesame, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
	assert_string_equal(pound, "Basic dGVzdDoxMjPCow==");
}

static char *token(const struct unit_server *server, const struct registry_login *login, bool tls,
	struct answer *answer)
{
	struct challenge challenge = {
		CHALLENGE_BEARER, xprintf("%s/t?a=b", server->url), xstrdup("s v")};
	struct stringlist scopes = {0};
	CURL *easy = curl_easy_init();

	stringlist_add(&scopes, xstrdup("repository:a/b:pull,push"));
	stringlist_add(&scopes, xstrdup("repository:c:pull"));
	char *found = registry_token(easy, &challenge, &scopes, login, tls, false, answer);

	stringlist_free(&scopes);
	challenge_free(&challenge);
	curl_easy_cleanup(easy);
	return found;
}

#define HEAD "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"

static void ways_of_asking(void **state)
{
	(void)state;
	struct unit_server server =
		unit_server_with(HEAD "{\"token\": \"one\"}", HEAD "{\"access_token\": \"two\"}");
	struct registry_login user = {.user = "Aladdin", .password = "open sesame"};
	struct registry_login identity = {.identity = "i/d"};
	_cleanup_(answer_free) struct answer first = {0}, second = {0};
	_cleanup_free_ char *one = token(&server, &user, false, &first);
	_cleanup_free_ char *two = token(&server, &identity, false, &second);

	assert_string_equal(one, "one");
	assert_string_equal(two, "two");
	assert_non_null(strstr(server.requests,
		"GET /t?a=b&service=s%20v&scope=repository%3Aa%2Fb%3Apull%2Cpush&"
		"scope=repository%3Ac%3Apull&account=Aladdin HTTP/1.1\r\n"));
	assert_non_null(strstr(server.requests, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"));
	assert_non_null(strstr(server.requests, "POST /t?a=b HTTP/1.1\r\n"));
	unit_stop(&server);
}

static void assert_none(const char *text, bool tls, const char *why)
{
	struct unit_server server = unit_server_with(text);
	struct registry_login login = {0};
	_cleanup_(answer_free) struct answer answer = {0};

	assert_null(token(&server, &login, tls, &answer));
	assert_non_null(strstr(answer.reason, why));
	unit_stop(&server);
}

static void what_is_no_token(void **state)
{
	(void)state;
	assert_none(HEAD "{}", false, "gives no token");
	assert_none(HEAD "[", false, "gives no token");
	assert_none(HEAD "{\"token\": \"a\\r\\nHost: b\"}", false, "gives no token");
	assert_none(HEAD "{\"token\": \"\"}", false, "gives no token");
	assert_none("HTTP/1.1 401 No\r\nConnection: close\r\n\r\n", false, "HTTP status 401");
	assert_none(HEAD "{\"token\": \"a\"}", true, "which is no https address");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(basic),
		cmocka_unit_test(ways_of_asking),
		cmocka_unit_test(what_is_no_token),
	};

	return run_unit(tests);
}
