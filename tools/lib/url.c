/* SPDX-License-Identifier: MIT */
#include "lib/url.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/cleanup.h"
#include "lib/die.h"

#define _cleanup_url_ _cleanup_(url_free)
#define _cleanup_part_ _cleanup_(part_free)

enum { MAX_SHOWN = 300 };

static void url_free(CURLU **url)
{
	curl_url_cleanup(*url);
	*url = NULL;
}

static void part_free(char **part)
{
	curl_free(*part);
	*part = NULL;
}

static CURLU *parse(const char *url)
{
	CURLU *parsed = curl_url();

	if (!parsed)
		die(EXIT_SYSTEM, "out of memory");
	if (curl_url_set(parsed, CURLUPART_URL, url, CURLU_URLENCODE) != CURLUE_OK)
		url_free(&parsed);
	return parsed;
}

/* NULL when there is no such part. */
static char *part(CURLU *url, CURLUPart which, unsigned flags)
{
	char *value = NULL;

	return curl_url_get(url, which, &value, flags) == CURLUE_OK ? value : NULL;
}

static enum url_kind kind_of(CURLU *url)
{
	_cleanup_part_ char *scheme = part(url, CURLUPART_SCHEME, 0);

	if (!scheme)
		return URL_BAD;
	if (strcasecmp(scheme, "http") == 0 || strcasecmp(scheme, "https") == 0)
		return URL_WEB;
	return strcasecmp(scheme, "file") == 0 ? URL_FILE : URL_BAD;
}

enum url_kind url_kind(const char *url)
{
	_cleanup_url_ CURLU *parsed = parse(url);

	return parsed ? kind_of(parsed) : URL_BAD;
}

static bool same_part(CURLU *a, CURLU *b, CURLUPart which)
{
	_cleanup_part_ char *in_a = part(a, which, CURLU_DEFAULT_PORT);
	_cleanup_part_ char *in_b = part(b, which, CURLU_DEFAULT_PORT);

	return in_a && in_b && strcasecmp(in_a, in_b) == 0;
}

static void copy_part(CURLU *to, CURLU *from, CURLUPart which)
{
	_cleanup_part_ char *value = part(from, which, 0);

	if (value)
		curl_url_set(to, which, value, 0);
}

/* An index that wants a password wants it for its files too, even when it links to them by absolute
 * URLs. */
static void keep_user(CURLU *url, const char *base)
{
	_cleanup_url_ CURLU *from = parse(base);
	_cleanup_part_ char *user = part(url, CURLUPART_USER, 0);

	if (user || !from || !same_part(url, from, CURLUPART_SCHEME) ||
		!same_part(url, from, CURLUPART_HOST) || !same_part(url, from, CURLUPART_PORT))
		return;
	copy_part(url, from, CURLUPART_USER);
	copy_part(url, from, CURLUPART_PASSWORD);
}

char *url_resolve(const char *base, const char *reference, char **fragment)
{
	_cleanup_url_ CURLU *url = parse(base);

	*fragment = NULL;
	if (!url || curl_url_set(url, CURLUPART_URL, reference, CURLU_URLENCODE) != CURLUE_OK ||
		kind_of(url) == URL_BAD)
		return NULL;
	keep_user(url, base);
	_cleanup_part_ char *cut = part(url, CURLUPART_FRAGMENT, CURLU_URLDECODE);

	curl_url_set(url, CURLUPART_FRAGMENT, NULL, 0);
	_cleanup_part_ char *whole = part(url, CURLUPART_URL, 0);

	if (!whole)
		return NULL;
	*fragment = xstrdup(cut ? cut : "");
	return xstrdup(whole);
}

char *url_filename(const char *url)
{
	const char *end = url + strcspn(url, "?#"), *name = end;
	int length = 0;

	while (name > url && name[-1] != '/')
		name--;
	if (name == end)
		return NULL;
	_cleanup_part_ char *decoded = curl_easy_unescape(NULL, name, (int)(end - name), &length);

	return decoded && strlen(decoded) == (size_t)length ? xstrdup(decoded) : NULL;
}

char *url_path(const char *url)
{
	int length = 0;

	if (url_kind(url) != URL_FILE)
		return NULL;
	const char *path = strchr(strstr(url, "//") + 2, '/');
	_cleanup_part_ char *decoded =
		path ? curl_easy_unescape(NULL, path, (int)strcspn(path, "?#"), &length) : NULL;

	return decoded && strlen(decoded) == (size_t)length ? xstrdup(decoded) : NULL;
}

char *url_of_path(const char *path)
{
	_cleanup_free_ char *whole = realpath(path, NULL);
	struct text url = {0};

	if (!whole)
		return NULL;
	text_add_string(&url, "file://");
	for (const char *c = whole; *c; c++)
		if (*c == '/' || strchr("-._~", *c) || isalnum((unsigned char)*c))
			text_add_char(&url, *c);
		else
			text_printf(&url, "%%%02X", (unsigned char)*c);
	return text_take(&url);
}

char *url_shown(const char *url)
{
	_cleanup_url_ CURLU *parsed = parse(url);

	if (!parsed)
		return xstrdup("(not a URL)");
	_cleanup_part_ char *query = part(parsed, CURLUPART_QUERY, 0);

	curl_url_set(parsed, CURLUPART_USER, NULL, 0);
	curl_url_set(parsed, CURLUPART_PASSWORD, NULL, 0);
	curl_url_set(parsed, CURLUPART_QUERY, NULL, 0);
	_cleanup_part_ char *whole = part(parsed, CURLUPART_URL, 0);

	return xprintf("%.*s%s", MAX_SHOWN, whole ? whole : "(not a URL)", query ? "?..." : "");
}
