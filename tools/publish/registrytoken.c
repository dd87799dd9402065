/* SPDX-License-Identifier: MIT */
#include "publish/registrytoken.h"

#include <openssl/evp.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/url.h"

enum { MAX_TOKEN_ANSWER = 1 << 20 };

#define CLIENT "pylock.mk" /* OAuth 2's client_id */

char *basic_authorization(const char *user, const char *password)
{
	_cleanup_free_ char *plain = xprintf("%s:%s", user, password);
	size_t length = strlen(plain);
	_cleanup_free_ char *encoded = xalloc(length / 3 + 1, 4 + 1);

	EVP_EncodeBlock((unsigned char *)encoded, (const unsigned char *)plain, (int)length);
	OPENSSL_cleanse(plain, length);
	return xprintf("Basic %s", encoded);
}

/* `&NAME=VALUE`, VALUE encoded as a query and a form want it. */
static void add(CURL *easy, struct text *query, const char *name, const char *value)
{
	char *encoded = curl_easy_escape(easy, value, 0);

	if (!encoded)
		die(EXIT_SYSTEM, "out of memory");
	text_printf(query, "%s%s=%s", query->length ? "&" : "", name, encoded);
	curl_free(encoded);
}

/* What the token is for. */
static struct text query_of(
	CURL *easy, const struct challenge *challenge, const struct stringlist *scopes)
{
	struct text query = {0};

	if (*challenge->service)
		add(easy, &query, "service", challenge->service);
	for (size_t i = 0; i < scopes->count; i++)
		add(easy, &query, "scope", scopes->items[i]);
	return query;
}

/* By the identity token: a form that is posted. OAuth 2 has one scope, of words. */
static struct answer post(CURL *easy, struct exchange *exchange, const struct challenge *challenge,
	const struct stringlist *scopes, const struct registry_login *login)
{
	_cleanup_(text_free) struct text form = {0}, words = {0};
	struct exchange_body body = {.type = "application/x-www-form-urlencoded"};

	list_join(scopes, " ", &words);
	add(easy, &form, "grant_type", "refresh_token");
	add(easy, &form, "client_id", CLIENT);
	add(easy, &form, "refresh_token", login->identity);
	add(easy, &form, "service", challenge->service);
	add(easy, &form, "scope", text_string(&words));
	body.bytes = form.bytes;
	body.length = form.length;
	exchange->method = "POST";
	exchange->url = challenge->realm;
	exchange->body = &body;
	return exchange_make(easy, exchange);
}

static struct answer get(CURL *easy, struct exchange *exchange, const struct challenge *challenge,
	const struct stringlist *scopes, const struct registry_login *login)
{
	_cleanup_(text_free) struct text query = query_of(easy, challenge, scopes);
	_cleanup_free_ char *authorization =
		login->user ? basic_authorization(login->user, login->password) : NULL;
	_cleanup_free_ char *url = NULL;

	if (login->user)
		add(easy, &query, "account", login->user);
	url = xprintf("%s%c%s", challenge->realm, strchr(challenge->realm, '?') ? '&' : '?',
		text_string(&query));
	exchange->method = "GET";
	exchange->url = url;
	exchange->authorization = authorization;
	return exchange_make(easy, exchange);
}

static void refuse(struct answer *answer, char *reason)
{
	answer->status = 0;
	answer->again = false;
	free(answer->reason);
	answer->reason = reason;
}

/* It becomes part of a header line. */
static bool fits_a_line(const char *token)
{
	for (const char *c = token; *c; c++) {
		if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7f)
			return false;
	}
	return *token != '\0';
}

char *registry_token(CURL *easy, const struct challenge *challenge, const struct stringlist *scopes,
	const struct registry_login *login, bool tls, bool insecure, struct answer *answer)
{
	struct exchange exchange = {.limit = MAX_TOKEN_ANSWER, .insecure = insecure};
	_cleanup_free_ char *shown = url_shown(challenge->realm);
	const char *token;
	json_error_t error;

	if (url_kind(challenge->realm) != URL_WEB ||
		(tls && strncasecmp(challenge->realm, "https:", strlen("https:")) != 0)) {
		refuse(answer,
			xprintf("it has its tokens at %s, which is no https address", shown));
		return NULL;
	}
	*answer = login->identity ? post(easy, &exchange, challenge, scopes, login)
				  : get(easy, &exchange, challenge, scopes, login);
	if (!answer_is_good(answer))
		return NULL;
	_cleanup_json_ json_t *json =
		json_loadb(text_string(&answer->body), answer->body.length, 0, &error);

	token = json_string_value(json_object_get(json, "token"));
	if (!token)
		token = json_string_value(json_object_get(json, "access_token"));
	if (!token || !fits_a_line(token)) {
		refuse(answer, xprintf("%s gives no token", shown));
		return NULL;
	}
	return xstrdup(token);
}
