/* SPDX-License-Identifier: MIT */
#include "publish/challenge.h"

#include <string.h>
#include <strings.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/text.h"

#define BLANK " \t"

void challenge_free(struct challenge *challenge)
{
	free(challenge->realm);
	free(challenge->service);
	challenge->realm = challenge->service = NULL;
	challenge->scheme = CHALLENGE_NONE;
}

/* The word or the quoted string at *AT, which is moved behind it; the caller frees. */
static char *take_value(const char **at)
{
	struct text value = {0};
	const char *c = *at;

	text_add(&value, "", 0);
	if (*c != '"') {
		size_t length = strcspn(c, BLANK ",");

		text_add(&value, c, length);
		*at = c + length;
		return text_take(&value);
	}
	for (c++; *c && *c != '"'; c++) {
		if (*c == '\\' && c[1])
			c++;
		text_add_char(&value, *c);
	}
	*at = *c ? c + 1 : c;
	return text_take(&value);
}

/* OTHER, which is emptied, takes the place of KEPT when it is the better of the two. */
static void prefer(struct challenge *kept, struct challenge *other)
{
	if (other->scheme == CHALLENGE_BEARER && (!other->realm || !*other->realm))
		other->scheme = CHALLENGE_NONE;
	if (other->scheme <= kept->scheme) {
		challenge_free(other);
		return;
	}
	if (other->scheme == CHALLENGE_BEARER && !other->service)
		other->service = xstrdup("");
	challenge_free(kept);
	kept->scheme = other->scheme;
	kept->realm = steal(&other->realm);
	kept->service = steal(&other->service);
	other->scheme = CHALLENGE_NONE;
}

static enum challenge_scheme scheme_of(const char *word, size_t length)
{
	if (length == strlen("Bearer") && strncasecmp(word, "Bearer", length) == 0)
		return CHALLENGE_BEARER;
	if (length == strlen("Basic") && strncasecmp(word, "Basic", length) == 0)
		return CHALLENGE_BASIC;
	return CHALLENGE_NONE;
}

/* A parameter of CURRENT, whose name is at NAME and whose value at *AT. */
static void take_parameter(
	struct challenge *current, const char *name, size_t length, const char **at)
{
	char *value = take_value(at);
	char **place = NULL;

	if (current->scheme == CHALLENGE_BEARER && length == strlen("realm") &&
		strncasecmp(name, "realm", length) == 0)
		place = &current->realm;
	else if (current->scheme == CHALLENGE_BEARER && length == strlen("service") &&
		 strncasecmp(name, "service", length) == 0)
		place = &current->service;
	if (!place || *place) {
		free(value);
		return;
	}
	*place = value;
}

void challenge_take(struct challenge *challenge, const char *value)
{
	struct challenge current = {0};

	for (const char *c = value; c += strspn(c, BLANK ","), *c;) {
		size_t length = strcspn(c, BLANK ",=\"");
		const char *name = c, *after = c + length;

		after += strspn(after, BLANK);
		c += length ? length : *c == '=';
		if (length == 0) {
			free(take_value(&c));
			continue;
		}
		if (*after == '=') {
			c = after + 1 + strspn(after + 1, BLANK);
			take_parameter(&current, name, length, &c);
			continue;
		}
		prefer(challenge, &current);
		current.scheme = scheme_of(name, length);
	}
	prefer(challenge, &current);
}
