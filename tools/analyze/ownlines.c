/* SPDX-License-Identifier: MIT */
#include "analyze/ownlines.h"

#include <string.h>

#include "lib/cleanup.h"

static const struct asked_name *name_of(const struct pinaskers *askers, const struct pin *pin)
{
	return &askers->names[pinaskers_place(askers, pin->requirement.name)];
}

static void add_line(struct text *out, const struct pin *pin)
{
	text_add_string(out, pin->text);
	if (*pin->comment)
		text_printf(out, "  %s", pin->comment);
}

static void add_own(struct text *out, const struct pin *pin)
{
	for (size_t i = 0; i < pin->above.count; i++)
		text_printf(out, "%s\n", pin->above.items[i]);
	add_line(out, pin);
	text_add_char(out, '\n');
}

static bool has_comments(const struct pin *pin)
{
	for (size_t i = 0; i < pin->above.count; i++)
		if (*pin->above.items[i])
			return true;
	return *pin->comment;
}

static void add_other(struct text *out, const struct pinaskers *askers, const struct pin *pin)
{
	_cleanup_(stringlist_free) struct stringlist names =
		pinaskers_names(askers, name_of(askers, pin));

	for (size_t i = 0; i < pin->above.count; i++)
		if (*pin->above.items[i])
			text_printf(out, "%s\n", pin->above.items[i]);
	text_add_string(out, "# ");
	add_line(out, pin);
	text_add_string(out, "  (for ");
	if (names.count)
		list_join(&names, ", ", out);
	else
		text_add_string(out, "nobody");
	text_add_string(out, ")\n");
}

static void add_others(struct text *out, const struct pinaskers *askers)
{
	const struct pinfile *file = askers->file;
	bool any = false;

	for (size_t i = 0; i < file->count; i++) {
		const struct pin *pin = &file->pins[i];

		if (name_of(askers, pin)->own || !has_comments(pin))
			continue;
		if (!any)
			text_add_string(out, "\n# These had comments, but others ask for them. "
					     "Where such a version must stay, it belongs into "
					     "constraints.txt:\n");
		any = true;
		add_other(out, askers, pin);
	}
}

struct text ownlines_text(const struct pinaskers *askers, const char *origin)
{
	const struct pinfile *file = askers->file;
	_cleanup_(text_free) struct text all = {0};
	struct text out = {0};

	text_printf(&all,
		"# Out of %s by `make migrate`: what the project itself asks for. The lock holds "
		"the rest.\n\n",
		origin);
	for (size_t i = 0; i < file->count; i++)
		if (name_of(askers, &file->pins[i])->own)
			add_own(&all, &file->pins[i]);
	add_others(&all, askers);
	for (size_t i = 0; i < file->trailing.count; i++)
		text_printf(&all, "%s\n", file->trailing.items[i]);
	/* Of three ends of lines one is left out. */
	for (const char *c = text_string(&all); *c;) {
		size_t length = starts_with(c, "\n\n\n") ? 2 : 1;

		text_add(&out, c, length);
		c += length + (length == 2);
	}
	return out;
}
