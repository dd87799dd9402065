/* SPDX-License-Identifier: MIT */
#include "lib/instant.h"

#include <string.h>
#include <time.h>

#include "lib/cleanup.h"
#include "lib/die.h"

static const char shape[] = "0000-00-00T00:00:00";

/* The last second of the year 9999. */
static const unsigned long long largest = 253402300799ULL;

/* Whether TEXT begins as WANTED has it, where a 0 stands for any digit. */
static bool has_shape(const char *text, const char *wanted)
{
	for (; *wanted; wanted++, text++)
		if (*wanted == '0' ? !strchr("0123456789", *text) || !*text : *text != *wanted)
			return false;
	return true;
}

/* Whether there is such a day and time: mktime leaves it as it is. */
static bool is_date(const char *text)
{
	struct tm time = {0};

	if (!has_shape(text, shape) || !strptime(text, "%Y-%m-%dT%H:%M:%S", &time))
		return false;
	struct tm same = time;

	timegm(&same);
	return same.tm_mon == time.tm_mon && same.tm_mday == time.tm_mday &&
	       same.tm_hour == time.tm_hour && same.tm_min == time.tm_min &&
	       same.tm_sec == time.tm_sec;
}

bool instant_is(const char *text)
{
	struct tm time = {0};

	if (!is_date(text))
		return false;
	text += strlen(shape);
	if (*text == '.') {
		size_t digits = strspn(text + 1, "0123456789");

		if (digits == 0 || digits > 9)
			return false;
		text += 1 + digits;
	}
	if (strcmp(text, "Z") == 0)
		return true;
	return strlen(text) == 6 && (*text == '+' || *text == '-') &&
	       has_shape(text + 1, "00:00") && strptime(text + 1, "%H:%M", &time);
}

char *instant_parse(const char *text)
{
	size_t length = strlen(text);
	char written[32];
	struct tm time;

	if (instant_is(text))
		return xstrdup(text);
	if (length == 0 || length > 12 || strspn(text, "0123456789") != length)
		return NULL;
	unsigned long long number = strtoull(text, NULL, 10);
	time_t seconds = (time_t)number;

	if (number > largest || !gmtime_r(&seconds, &time) ||
		strftime(written, sizeof written, "%Y-%m-%dT%H:%M:%SZ", &time) != 20)
		return NULL;
	return xstrdup(written);
}
