/* SPDX-License-Identifier: MIT */
#include "debian/stepwords.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/text.h"

/* What upstream calls a package's VERSION. The caller frees. */
static char *upstream_of(const char *version)
{
	const char *colon = strchr(version, ':'), *begin = colon ? colon + 1 : version;
	const char *revision = strrchr(begin, '-'), *repacked = strstr(begin, "+dfsg");
	const char *end = repacked ? repacked : revision ? revision : begin + strlen(begin);

	return xstrndup(begin, (size_t)(end - begin));
}

char *stepwords_expand(const char *text, const struct machine *machine, const char *version)
{
	_cleanup_free_ char *upstream = upstream_of(version);
	const struct {
		const char *name, *value;
	} values[] = {{"@TRIPLET@", machine->triplet}, {"@ARCH@", machine->debian},
		{"@VERSION@", version}, {"@UPSTREAM@", upstream}};
	enum { VALUES = sizeof values / sizeof *values };
	struct text out = {0};

	while (*text) {
		size_t i = 0;

		while (i < VALUES && !starts_with(text, values[i].name))
			i++;
		if (i < VALUES)
			text_add_string(&out, values[i].value);
		else
			text_add_char(&out, *text);
		text += i < VALUES ? strlen(values[i].name) : 1;
	}
	return text_take(&out);
}
