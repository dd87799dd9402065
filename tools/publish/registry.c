/* SPDX-License-Identifier: MIT */
#include "publish/registry.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

#include "image/reference.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/url.h"
#include "publish/registrylogin.h"
#include "publish/registrytoken.h"

#define HUB_SERVER "registry-1.docker.io"

enum { LOGINS = 2, FIRST_TRIES = 3, LONGEST_PAUSE = 30000 /* ms */ };

struct registry {
	char *repository, *host; /* as they were given */
	const char *name;
	char *base; /* `https://<host>` */
	bool tls, insecure;
	struct stringlist scopes;
	struct registry_login login;

	pthread_mutex_t lock; /* of the rest */
	char *authorization;  /* what the registry took last, or NULL */
	unsigned logins;      /* how often one was made */
};

void registry_close(struct registry **registry)
{
	struct registry *closed = *registry;

	if (!closed)
		return;
	free(closed->repository);
	free(closed->host);
	free(closed->base);
	free(closed->authorization);
	stringlist_free(&closed->scopes);
	registry_login_free(&closed->login);
	pthread_mutex_destroy(&closed->lock);
	free(closed);
	*registry = NULL;
}

/* --- authorization ------------------------------------------------------- */

/* A line that the registry may take, other than that of login number SEEN; NULL when there is none,
 * and ANSWER says why when another server was asked. */
static char *log_in(struct registry *registry, CURL *easy, const struct challenge *challenge,
	struct answer *answer)
{
	const struct registry_login *login = &registry->login;

	if (challenge->scheme == CHALLENGE_BASIC && login->user)
		return basic_authorization(login->user, login->password);
	if (challenge->scheme != CHALLENGE_BEARER)
		return NULL;
	_cleanup_free_ char *token = registry_token(easy, challenge, &registry->scopes, login,
		registry->tls, registry->insecure, answer);

	return token ? xprintf("Bearer %s", token) : NULL;
}

/* Sees to another authorization than that of login SEEN, which ANSWER has refused. Returns whether
 * there is one; else ANSWER may be that of another server. */
static bool authorize(struct registry *registry, CURL *easy, unsigned seen, struct answer *answer)
{
	bool better;

	pthread_mutex_lock(&registry->lock);
	better = registry->logins != seen;
	if (!better) {
		struct answer other = {0};
		char *line = log_in(registry, easy, &answer->challenge, &other);

		better = line != NULL;
		if (better) {
			free(registry->authorization);
			registry->authorization = line;
			registry->logins++;
		}
		if (!better && other.reason) {
			answer_free(answer);
			*answer = other;
		} else {
			answer_free(&other);
		}
	}
	pthread_mutex_unlock(&registry->lock);
	return better;
}

/* Whether URL is on the registry itself, so that it may know who asks. */
static bool is_own(const struct registry *registry, const char *url)
{
	size_t length = strlen(registry->base);

	return strncmp(url, registry->base, length) == 0 && url[length] == '/';
}

struct answer registry_ask(struct registry *registry, CURL *easy, const struct exchange *request)
{
	_cleanup_free_ char *url =
		strstr(request->url, "://")
			? xstrdup(request->url)
			: xprintf("%s/v2/%s/%s", registry->base, registry->name, request->url);
	struct exchange exchange = *request;
	struct answer answer;
	unsigned logins;

	exchange.url = url;
	exchange.insecure = registry->insecure;
	for (unsigned attempt = 0;; attempt++) {
		_cleanup_free_ char *authorization = NULL;

		pthread_mutex_lock(&registry->lock);
		if (registry->authorization && is_own(registry, url))
			authorization = xstrdup(registry->authorization);
		logins = registry->logins;
		pthread_mutex_unlock(&registry->lock);
		exchange.authorization = authorization;
		answer = exchange_make(easy, &exchange);
		if (answer.status != 401 || attempt == LOGINS || !is_own(registry, url) ||
			!authorize(registry, easy, logins, &answer))
			return answer;
		answer_free(&answer);
	}
}

/* --- attempts ------------------------------------------------------------ */

void registry_pause(unsigned attempt, const struct answer *answer)
{
	int64_t pause = attempt < 6 ? INT64_C(500) << attempt : LONGEST_PAUSE;

	if (pause > LONGEST_PAUSE)
		pause = LONGEST_PAUSE;
	if (pause < answer->pause)
		pause = answer->pause;
	struct timespec time = {pause / 1000, pause % 1000 * 1000000};

	nanosleep(&time, NULL);
}

static struct answer try(
	struct registry *registry, CURL *easy, const struct exchange *request, unsigned tries)
{
	for (unsigned attempt = 0;; attempt++) {
		struct answer answer = registry_ask(registry, easy, request);

		if (answer_is_good(&answer) || !answer.again || attempt + 1 == tries)
			return answer;
		registry_pause(attempt, &answer);
		answer_free(&answer);
	}
}

struct answer registry_insist(struct registry *registry, CURL *easy, const struct exchange *request)
{
	return try(registry, easy, request, REGISTRY_TRIES);
}

void registry_die(const struct registry *registry, const struct answer *answer, const char *subject)
{
	const char *what = registry->repository, *host = registry->host;
	const char *colon = *subject ? ": " : "";

	if (answer->no_tls || answer->untrusted)
		die(EXIT_SYSTEM,
			"%s%s%s: the registry has %s: PYLOCK_INSECURE := yes (--insecure) allows "
			"that (%s)",
			what, colon, subject,
			answer->no_tls ? "no TLS" : "a certificate that nobody vouches for",
			answer->reason);
	if (answer->status == 0 && answer->again)
		die(EXIT_SYSTEM, "%s%s%s: the registry cannot be reached: %s", what, colon, subject,
			answer->reason);
	if (answer->status == 0)
		die(EXIT_NO, "%s%s%s: the registry is not as it should be: %s", what, colon,
			subject, answer->reason);
	if (answer->status == 401)
		die(EXIT_NO, "%s%s%s: the registry wants other credentials: run `skopeo login %s`",
			what, colon, subject, host);
	if (answer->status == 403)
		die(EXIT_NO,
			"%s%s%s: the registry denies it (%s): run `skopeo login %s` as a user who "
			"may "
			"push",
			what, colon, subject, answer->reason, host);
	die(answer->again ? EXIT_SYSTEM : EXIT_NO, "%s%s%s: the registry answers: %s", what, colon,
		subject, answer->reason);
}

/* --- the registry -------------------------------------------------------- */

static void add_scopes(struct registry *registry, const struct stringlist *mounts)
{
	stringlist_add(&registry->scopes, xprintf("repository:%s:pull,push", registry->name));
	for (size_t i = 0; i < mounts->count; i++)
		stringlist_add(&registry->scopes, xprintf("repository:%s:pull", mounts->items[i]));
}

static bool is_loopback(const char *host)
{
	size_t length = strcspn(host, ":");

	return starts_with(host, "[::1]") || starts_with(host, "127.") ||
	       (length == strlen("localhost") && strncmp(host, "localhost", length) == 0);
}

/* Whether the registry answers at SCHEME; what it says to a stranger is no matter. */
static struct answer greet(struct registry *registry, CURL *easy, const char *scheme)
{
	struct exchange request = {.method = "GET"};
	_cleanup_free_ char *url = NULL;

	free(registry->base);
	registry->base = xprintf("%s://%s", scheme,
		strcmp(registry->host, REFERENCE_HUB) == 0 ? HUB_SERVER : registry->host);
	registry->tls = strcmp(scheme, "https") == 0;
	url = xprintf("%s/v2/", registry->base);
	request.url = url;
	return try(registry, easy, &request, FIRST_TRIES);
}

struct registry *registry_open(
	const char *repository, const struct stringlist *mounts, bool insecure)
{
	struct registry *registry = xalloc(1, sizeof *registry);
	size_t length = strcspn(repository, "/");
	CURL *easy = curl_easy_init();

	if (!easy)
		die(EXIT_SYSTEM, "out of memory");
	pthread_mutex_init(&registry->lock, NULL);
	registry->repository = xstrdup(repository);
	registry->host = xstrndup(repository, length);
	registry->name = registry->repository + length + 1;
	registry->insecure = insecure;
	registry->login = registry_login(repository);
	add_scopes(registry, mounts);
	bool plain = insecure || is_loopback(registry->host);
	_cleanup_(answer_free) struct answer answer = greet(registry, easy, "https");

	if (plain && answer.no_tls) {
		answer_free(&answer);
		answer = greet(registry, easy, "http");
	}
	curl_easy_cleanup(easy);
	if (!answer_is_good(&answer) && answer.status != 403)
		registry_die(registry, &answer, "");
	return registry;
}
