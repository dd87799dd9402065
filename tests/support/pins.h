/* SPDX-License-Identifier: MIT */
/* pins.h: pins that a unit test writes down, with what they require. */
#ifndef PINS_H
#define PINS_H

#include "analyze/pinfile.h"
#include "lib/die.h"

struct pins_row {
	const char *line;     /* NULL at the end */
	const char *requires; /* requirements, with newlines between; or NULL */
	const char *via;      /* a comment; or NULL */
};

static inline void pins_require(struct pin *pin, const char *lines)
{
	for (const char *c = lines; c && *c; c += strcspn(c, "\n"), c += *c == '\n') {
		char *line = xstrndup(c, strcspn(c, "\n"));

		pin->requires = xrealloc(pin->requires, pin->count + 1, sizeof *pin->requires);
		if (requirement_parse(line, &pin->requires[pin->count++]))
			abort();
		free(line);
	}
}

/* They stand in the file `f`, a line each. */
static inline struct pinfile pins_make(const struct pins_row *rows)
{
	struct pinfile file = {0};

	for (; rows->line; rows++) {
		char *place = xprintf("f:%zu", file.count + 1);
		struct pin pin = pin_make(rows->line, place, "");

		if (rows->via)
			pin_take_vias(&pin, rows->via);
		pins_require(&pin, rows->requires);
		file.pins = xrealloc(file.pins, file.count + 1, sizeof *file.pins);
		file.pins[file.count++] = pin;
		free(place);
	}
	return file;
}

#endif
