/* SPDX-License-Identifier: MIT */
#include "lock/safetext.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

enum { MAX_STRING = 4096 };

bool safetext_is_made_of(const char *text, const char *extra)
{
	size_t length = 0;

	for (; text[length]; length++)
		if (!isalnum((unsigned char)text[length]) && !strchr(extra, text[length]))
			return false;
	return length > 0 && length <= MAX_STRING;
}

bool safetext_is_requirement(const char *text)
{
	size_t length = 0;

	for (; text[length]; length++)
		if (text[length] < ' ' || text[length] > '~')
			return false;
	return isalnum((unsigned char)text[0]) && length <= MAX_STRING;
}

bool safetext_is_url(const char *text)
{
	for (const char *c = text; *c; c++)
		if (*c <= ' ' || *c == 0x7f)
			return false;
	return strstr(text, "://") != NULL;
}
