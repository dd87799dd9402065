/* SPDX-License-Identifier: MIT */
#include "lib/moment.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 }; /* s */
static const int64_t second = 1000000;

/* COUNT digits at *TEXT, a number from LOWEST to HIGHEST; moves *TEXT behind them. */
static bool take_number(const char **text, int count, int lowest, int highest, int *number)
{
	*number = 0;
	for (; count > 0; count--, ++*text) {
		if (**text < '0' || **text > '9')
			return false;
		*number = 10 * *number + (**text - '0');
	}
	return *number >= lowest && *number <= highest;
}

static bool take(const char **text, char wanted)
{
	if (**text != wanted)
		return false;
	++*text;
	return true;
}

static int days_of(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

static bool take_date(const char **text, struct tm *time)
{
	int year, month, day;

	if (!take_number(text, 4, 1, 9999, &year) || !take(text, '-') ||
		!take_number(text, 2, 1, 12, &month) || !take(text, '-') ||
		!take_number(text, 2, 1, days_of(year, month), &day))
		return false;
	time->tm_year = year - 1900;
	time->tm_mon = month - 1;
	time->tm_mday = day;
	return true;
}

/* The digits after a point, as microseconds; further ones do not count. */
static bool take_fraction(const char **text, int64_t *fraction)
{
	int64_t unit = second / 10;

	*fraction = 0;
	if (**text != '.' && **text != ',')
		return true;
	++*text;
	if (**text < '0' || **text > '9')
		return false;
	for (; **text >= '0' && **text <= '9'; ++*text, unit /= 10)
		*fraction += (**text - '0') * unit;
	return true;
}

static bool take_time(const char **text, struct tm *time, int64_t *fraction)
{
	if (!take_number(text, 2, 0, 23, &time->tm_hour) || !take(text, ':') ||
		!take_number(text, 2, 0, 59, &time->tm_min))
		return false;
	return !take(text, ':') ||
	       (take_number(text, 2, 0, 59, &time->tm_sec) && take_fraction(text, fraction));
}

/* Z or +02:00, in seconds east of Greenwich. */
static bool take_offset(const char **text, int64_t *offset)
{
	int hours, minutes = 0, sign = **text == '-' ? -1 : 1;

	*offset = 0;
	if (take(text, 'Z') || **text == '\0')
		return true;
	if (!take(text, '+') && !take(text, '-'))
		return false;
	if (!take_number(text, 2, 0, 23, &hours))
		return false;
	take(text, ':');
	if (**text && !take_number(text, 2, 0, 59, &minutes))
		return false;
	*offset = sign * (int64_t)(hours * HOUR + minutes * MINUTE);
	return true;
}

bool moment_parse(const char *text, int64_t *microseconds)
{
	struct tm time = {0};
	int64_t fraction = 0, offset = 0;

	if (!take_date(&text, &time))
		return false;
	if (*text) {
		if (!take(&text, 'T') && !take(&text, ' '))
			return false;
		if (!take_time(&text, &time, &fraction) || !take_offset(&text, &offset) || *text)
			return false;
	}
	*microseconds = ((int64_t)timegm(&time) - offset) * second + fraction;
	return true;
}

bool moment_limit(const char *date, int64_t *microseconds)
{
	if (!moment_parse(date, microseconds))
		return false;
	if (strlen(date) == strlen("2026-11-01"))
		*microseconds += DAY * second;
	return true;
}

void moment_text(int64_t microseconds, char text[static MOMENT_BYTES])
{
	time_t seconds = microseconds / second - (microseconds % second < 0);
	struct tm time;

	gmtime_r(&seconds, &time);
	strftime(text, MOMENT_BYTES, "%Y-%m-%dT%H:%M:%SZ", &time);
}
