/* SPDX-License-Identifier: MIT */
#include "pypa/flaws.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"

static const struct digest *digest_of(struct flaws *flaws)
{
	if (!*flaws->digest.hex) {
		_cleanup_close_ int fd = open(flaws->path, O_RDONLY | O_CLOEXEC);

		if (fd < 0)
			die(EXIT_SYSTEM, "%s: cannot open:", flaws->path);
		flaws->digest = sha256_of_file(fd, flaws->path);
	}
	return &flaws->digest;
}

bool flaws_allowed(struct flaws *flaws)
{
	return flaws->allowance && flaws->allowance->count > 0 &&
	       allowance_has(flaws->allowance, digest_of(flaws));
}

void flaws_add(struct flaws *flaws, enum flaw flaw, const char *format, ...)
{
	va_list arguments;
	char *text = NULL;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		die(EXIT_SYSTEM, "out of memory");
	va_end(arguments);
	if (flaw >= FLAWS_NOTED && !flaws->found[flaw].text && !flaws_allowed(flaws))
		die(EXIT_NO, "%s: %s; to take it all the same: PYLOCK_ALLOW_WHEEL.%s := <reason>",
			flaws->subject, text, digest_of(flaws)->hex);
	if (flaws->found[flaw].count++ == 0)
		flaws->found[flaw].text = steal(&text);
	cleanup_free(&text);
}

json_t *flaws_json(const struct flaws *flaws)
{
	json_t *json = json_array();

	for (size_t i = 0; i < FLAWS; i++) {
		if (!flaws->found[i].text)
			continue;
		_cleanup_(text_free) struct text text = {0};

		text_add_string(&text, flaws->found[i].text);
		if (flaws->found[i].count > 1)
			text_printf(&text, "; %zu more like this", flaws->found[i].count - 1);
		json_array_append_new(json,
			json_pack("{s:o, s:o, s:s*}", "flaw", json_lossy(text.bytes, text.length),
				"wheel", json_lossy(flaws->subject, strlen(flaws->subject)),
				"allowed", i < FLAWS_NOTED ? NULL : flaws->digest.hex));
	}
	return json;
}

void flaws_free(struct flaws *flaws)
{
	for (size_t i = 0; i < FLAWS; i++) {
		cleanup_free(&flaws->found[i].text);
		flaws->found[i].count = 0;
	}
}
