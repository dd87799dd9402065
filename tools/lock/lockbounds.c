/* SPDX-License-Identifier: MIT */
#include "lock/lockbounds.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "pypa/specifier.h"
#include "pypa/version.h"

void lockbound_free(struct lockbound *bound)
{
	cleanup_free(&bound->version);
}

/* The version after all that begin with the release, without its last PARTS numbers: 1.4 of 1.3.7
 * without one. The caller frees. */
static char *next_of(const struct version *version, int parts)
{
	struct text text = {0};
	size_t length = version->release.length, last;

	while (parts-- > 0)
		while (length > 0 && version->release.at[--length] != '.')
			;
	last = length;
	while (last > 0 && version->release.at[last - 1] != '.')
		last--;
	if (version->epoch.at)
		text_printf(&text, "%.*s!", (int)version->epoch.length, version->epoch.at);
	text_add(&text, version->release.at, last);

	/* The number may have any length: one is added to its digits. */
	_cleanup_free_ char *number =
		xprintf("0%.*s", (int)(length - last), version->release.at + last);
	size_t digit = strlen(number);

	while (number[--digit] == '9')
		number[digit] = '0';
	number[digit]++;
	text_add_string(&text, number[0] == '0' ? number + 1 : number);
	return text_take(&text);
}

static bool is(const struct specifier *specifier, const char *comparison)
{
	return strcmp(specifier->comparison, comparison) == 0;
}

static struct lockbound bound_of(const char *text)
{
	struct specifier specifier;
	const char *cursor = text;

	if (specifier_scan(&cursor, &specifier))
		return (struct lockbound){0};
	const struct version *version = &specifier.version;

	if (is(&specifier, "===")) {
		char *exact = xstrndup(specifier.arbitrary.at, specifier.arbitrary.length);

		return (struct lockbound){exact, true, !version_is_valid(exact)};
	}
	if (specifier.wildcard && is(&specifier, "=="))
		return (struct lockbound){next_of(version, 0), false, false};
	if (is(&specifier, "~="))
		return (struct lockbound){next_of(version, 1), false, false};
	if (is(&specifier, "==") || is(&specifier, "<") || is(&specifier, "<="))
		return (struct lockbound){
			xstrdup(text + strlen(specifier.comparison)), !is(&specifier, "<"), false};
	return (struct lockbound){0};
}

int lockbound_compare(const struct lockbound *a, const struct lockbound *b)
{
	struct version x, y;

	if (a->arbitrary || b->arbitrary)
		return a->arbitrary != b->arbitrary ? (a->arbitrary ? -1 : 1)
						    : strcasecmp(a->version, b->version);
	version_scan(a->version, &x);
	version_scan(b->version, &y);
	int order = version_compare(&x, &y);

	return order ? order : a->inclusive - b->inclusive;
}

struct lockbound lockbound_of(const struct stringlist *specifiers)
{
	struct lockbound lowest = {0};

	for (size_t i = 0; i < specifiers->count; i++) {
		struct lockbound bound = bound_of(specifiers->items[i]);

		if (bound.version && (!lowest.version || lockbound_compare(&bound, &lowest) < 0)) {
			lockbound_free(&lowest);
			lowest = bound;
		} else {
			lockbound_free(&bound);
		}
	}
	return lowest;
}
