/* SPDX-License-Identifier: MIT */
#include "analyze/pinaskers.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

static bool has(const struct stringlist *list, const char *string, size_t length)
{
	for (size_t i = 0; i < list->count; i++)
		if (strlen(list->items[i]) == length && memcmp(list->items[i], string, length) == 0)
			return true;
	return false;
}

/* Adds those of NAMES, with commas between, that are not there yet; returns whether there are any.
 */
static bool add_extras(struct stringlist *list, const char *names)
{
	bool added = false;

	for (const char *c = names; *c; c += strcspn(c, ","), c += *c == ',') {
		size_t length = strcspn(c, ",");

		if (has(list, c, length))
			continue;
		stringlist_add(list, xstrndup(c, length));
		added = true;
	}
	return added;
}

/* --- who asks for whom -------------------------------------------------------------------- */

/* Whether the requirement counts for a package with its extras: where its marker names extras, one
 * of them has to be asked for. */
static bool counts(const struct requirement *requirement, const struct asked_name *package)
{
	static const char extra[] = "extra == ";
	bool named = false;

	for (const char *c = requirement->marker; c && (c = strstr(c, extra)) != NULL;) {
		c += strlen(extra);
		const char *end = *c == '"' || *c == '\'' ? strchr(c + 1, *c) : NULL;

		if (!end)
			continue;
		size_t length = (size_t)(end - c - 1);

		named = true;
		if (has(&package->extras, c + 1, length) || has(&package->asked, c + 1, length))
			return true;
		c = end;
	}
	return !named;
}

static void add_asker(struct asked_name *name, size_t asker)
{
	if (name->count && name->askers[name->count - 1] == asker)
		return;
	name->askers = xrealloc(name->askers, name->count + 1, sizeof *name->askers);
	name->askers[name->count++] = asker;
}

/* What the pin at PLACE among the names asks for. Returns whether it asks for new extras. */
static bool follow(struct pinaskers *askers, size_t place, const struct pin *pin)
{
	bool more = false;

	for (size_t i = 0; i < pin->count; i++) {
		const struct requirement *requirement = &pin->requires[i];
		size_t child = pinaskers_place(askers, requirement->name);

		if (child == askers->count || !counts(requirement, &askers->names[place]))
			continue;
		if (child != place)
			add_asker(&askers->names[child], place);
		more |= add_extras(&askers->names[child].asked, requirement->extras);
	}
	return more;
}

/* One round of all pins, of each name together. */
static bool follow_all(struct pinaskers *askers, const size_t *order)
{
	const struct pinfile *file = askers->file;
	bool more = false;

	for (size_t i = 0; i < askers->count; i++)
		askers->names[i].count = 0;
	for (size_t i = 0; i < file->count; i++) {
		const struct pin *pin = &file->pins[order[i]];

		more |= follow(askers, pinaskers_place(askers, pin->requirement.name), pin);
	}
	return more;
}

size_t pinaskers_place(const struct pinaskers *askers, const char *name)
{
	const json_t *place = json_object_get(askers->places, name);

	return place ? (size_t)json_integer_value(place) : askers->count;
}

/* The places of the pins, those of one name together, in the order of their first ones. */
static size_t *order_of(const struct pinaskers *askers)
{
	const struct pinfile *file = askers->file;
	_cleanup_free_ size_t *next = xalloc(askers->count + 1, sizeof *next);
	size_t *order = xalloc(file->count, sizeof *order);

	for (size_t i = 0; i < file->count; i++)
		next[pinaskers_place(askers, file->pins[i].requirement.name) + 1]++;
	for (size_t i = 0; i < askers->count; i++)
		next[i + 1] += next[i];
	for (size_t i = 0; i < file->count; i++)
		order[next[pinaskers_place(askers, file->pins[i].requirement.name)]++] = i;
	return order;
}

struct pinaskers pinaskers_of(const struct pinfile *file)
{
	struct pinaskers askers = {.file = file,
		.names = xalloc(file->count, sizeof *askers.names),
		.places = json_object()};

	for (size_t i = 0; i < file->count; i++) {
		const struct requirement *requirement = &file->pins[i].requirement;
		size_t place = pinaskers_place(&askers, requirement->name);

		if (place == askers.count) {
			json_object_set_new(
				askers.places, requirement->name, json_integer((json_int_t)place));
			askers.names[askers.count++].name = requirement->name;
		}
		add_extras(&askers.names[place].extras, requirement->extras);
	}
	_cleanup_free_ size_t *order = order_of(&askers);

	while (follow_all(&askers, order))
		continue;
	return askers;
}

struct stringlist pinaskers_names(const struct pinaskers *askers, const struct asked_name *name)
{
	struct stringlist names = {0};

	for (size_t i = 0; i < name->count; i++)
		stringlist_add(&names, xstrdup(askers->names[name->askers[i]].name));
	stringlist_sort_unique(&names);
	return names;
}

void pinaskers_free(struct pinaskers *askers)
{
	for (size_t i = 0; i < askers->count; i++) {
		free(askers->names[i].askers);
		stringlist_free(&askers->names[i].extras);
		stringlist_free(&askers->names[i].asked);
	}
	free(askers->names);
	json_decref(askers->places);
	*askers = (struct pinaskers){0};
}

/* --- the project's own ------------------------------------------------------------------------ */

bool pinaskers_is_tool(const char *name)
{
	return strcmp(name, "pip") == 0 || strcmp(name, "setuptools") == 0 ||
	       strcmp(name, "wheel") == 0;
}

/* Marks all that ask for the name, directly or not. */
static void mark_above(const struct pinaskers *askers, size_t place, bool *above)
{
	_cleanup_free_ size_t *queue = xalloc(askers->count + 1, sizeof *queue);
	size_t count = 1;

	queue[0] = place;
	while (count) {
		const struct asked_name *name = &askers->names[queue[--count]];

		for (size_t i = 0; i < name->count; i++) {
			if (above[name->askers[i]])
				continue;
			above[name->askers[i]] = true;
			queue[count++] = name->askers[i];
		}
	}
}

/* Whether all that ask for the name are asked for by it: packages that only ask for each other. Who
 * of them is wanted cannot be told, so all are. */
static bool heads_cycle(const struct pinaskers *askers, size_t place)
{
	_cleanup_free_ bool *above = xalloc(askers->count, sizeof *above);

	mark_above(askers, place, above);
	if (!above[place])
		return false;
	for (size_t i = 0; i < askers->count; i++) {
		_cleanup_free_ bool *over = NULL;

		if (!above[i] || i == place)
			continue;
		over = xalloc(askers->count, sizeof *over);
		mark_above(askers, i, over);
		if (!over[place])
			return false;
	}
	return true;
}

static bool is_pinned(const void *data, const char *name)
{
	const struct pinaskers *askers = data;

	return pinaskers_place(askers, name) < askers->count;
}

static void by_graph(struct pinaskers *askers)
{
	bool has_pip = is_pinned(askers, "pip"); /* `pip freeze --all` */

	for (size_t i = 0; i < askers->count; i++) {
		struct asked_name *name = &askers->names[i];

		name->own = name->count ? heads_cycle(askers, i)
					: !has_pip || !pinaskers_is_tool(name->name);
	}
}

static void by_tool(struct pinaskers *askers)
{
	for (size_t i = 0; i < askers->file->count; i++) {
		const struct pin *pin = &askers->file->pins[i];

		if (pin_is_wanted_by_project(pin, is_pinned, askers))
			askers->names[pinaskers_place(askers, pin->requirement.name)].own = true;
	}
}

/* Whether the pin needs a line of its own, whoever asks for it. */
static bool needs_line(const struct pin *pin, const struct asked_name *name)
{
	if (pin->only_by_name)
		return true;
	for (const char *c = pin->requirement.extras; *c; c += strcspn(c, ","), c += *c == ',')
		if (!has(&name->asked, c, strcspn(c, ",")))
			return true;
	/* pip-compile may have stripped an extra that asked for it */
	return !name->count && !pinaskers_is_tool(name->name) && pin->via.count &&
	       !pin_is_via_lock(pin);
}

void pinaskers_direct(struct pinaskers *askers)
{
	const struct pinfile *file = askers->file;
	bool said = false, any = false;

	for (size_t i = 0; i < file->count; i++)
		said |= file->pins[i].via.count > 0;
	if (said)
		by_tool(askers);
	else
		by_graph(askers);
	for (size_t i = 0; i < askers->count; i++)
		any |= askers->names[i].own;
	if (!any)
		die(EXIT_NO,
			"%.*s: none of its %zu packages is the project's own: its comments `# via` "
			"name no file",
			(int)(strrchr(file->pins[0].place, ':') - file->pins[0].place),
			file->pins[0].place, file->count);
	for (size_t i = 0; i < file->count; i++) {
		struct asked_name *name =
			&askers->names[pinaskers_place(askers, file->pins[i].requirement.name)];

		name->own |= needs_line(&file->pins[i], name);
	}
}
