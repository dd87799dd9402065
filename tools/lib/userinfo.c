/* SPDX-License-Identifier: MIT */
#include "lib/userinfo.h"

#include <ctype.h>
#include <string.h>

#include "lib/text.h"

static bool is_of_address(char c)
{
	return (unsigned char)c > ' ' && c != 0x7f && !strchr("\"<>`", c);
}

static size_t address_length(const char *begin)
{
	size_t length = 0;

	while (is_of_address(begin[length]))
		length++;
	return length;
}

/* Whether the authority that is LENGTH bytes long can be one: behind its last colon are digits. A
 * password in which a slash is not encoded ends it before its @. */
static bool is_authority(const char *begin, size_t length)
{
	const char *colon = memrchr(begin, ':', length);

	if (!colon || *begin == '[')
		return true;
	for (const char *c = colon + 1; c < begin + length; c++)
		if (!isdigit((unsigned char)*c))
			return false;
	return true;
}

static bool is_ssh(const char *text, const char *colon)
{
	return colon - text >= 3 && strncmp(colon - 3, "ssh", 3) == 0;
}

const char *userinfo_find(const char *text, size_t *length)
{
	for (const char *colon = text; (colon = strstr(colon, "://"));) {
		const char *begin = colon + strlen("://");
		size_t whole = address_length(begin), authority = strcspn(begin, "/?#");

		if (authority > whole)
			authority = whole;
		const char *at = memrchr(begin, '@', authority);

		if (!at && !is_authority(begin, authority))
			at = memrchr(begin, '@', whole);
		if (at > begin &&
			(!is_ssh(text, colon) || memchr(begin, ':', (size_t)(at - begin)))) {
			*length = (size_t)(at - begin);
			return begin;
		}
		colon = begin;
	}
	return NULL;
}

bool userinfo_is_in(const char *text)
{
	size_t length;

	return userinfo_find(text, &length) != NULL;
}

char *userinfo_hidden(const char *text)
{
	struct text out = {0};
	const char *found;
	size_t length;

	for (; (found = userinfo_find(text, &length)); text = found + length) {
		text_add(&out, text, (size_t)(found - text));
		text_add_string(&out, USERINFO_SHOWN);
	}
	text_add_string(&out, text);
	return text_take(&out);
}
