/* SPDX-License-Identifier: MIT */
#include "lib/duration.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *name;
	int64_t nanoseconds;
} units[] = {
	{"ns", 1},
	{"us", 1000},
	{"ms", 1000000},
	{"s", 1000000000},
	{"m", INT64_C(60000000000)},
	{"h", INT64_C(3600000000000)},
};

static const int64_t largest = INT64_C(9151488000000000000);

/* The unit at *TEXT, which is moved over it; 0 when there is none. */
static int64_t take_unit(const char **text)
{
	size_t length = strspn(*text, "abcdefghijklmnopqrstuvwxyz");

	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (strlen(units[i].name) == length && strncmp(units[i].name, *text, length) == 0) {
			*text += length;
			return units[i].nanoseconds;
		}
	}
	return 0;
}

/* The digits at *TEXT, which is moved over them, as a number of at most 18 digits. */
static bool take_digits(const char **text, int64_t *number, int64_t *scale)
{
	size_t length = strspn(*text, "0123456789");

	*number = 0;
	*scale = 1;
	for (size_t i = 0; i < length && i < 18; i++) {
		*number = *number * 10 + ((*text)[i] - '0');
		*scale *= 10;
	}
	*text += length;
	return length > 0 && length <= 18;
}

bool duration_parse(const char *text, int64_t *nanoseconds)
{
	int64_t whole, fraction, scale;

	*nanoseconds = 0;
	if (!*text)
		return false;
	while (*text) {
		fraction = 0;
		if (!take_digits(&text, &whole, &scale))
			return false;
		scale = 1;
		if (*text == '.' && (text++, !take_digits(&text, &fraction, &scale)))
			return false;
		int64_t unit = *text || *nanoseconds > 0 ? take_unit(&text) : units[3].nanoseconds;

		if (unit == 0 || whole > (largest - *nanoseconds) / unit)
			return false;
		*nanoseconds += whole * unit + (int64_t)((long double)fraction * unit / scale);
	}
	return *nanoseconds <= largest;
}
