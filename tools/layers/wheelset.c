/* SPDX-License-Identifier: MIT */
#include "layers/wheelset.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "pypa/metadata.h"

enum { MAX_METADATA = 4 << 20 };

/* --- the wheels -------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	return strcmp((*(struct wheel *const *)a)->name, (*(struct wheel *const *)b)->name);
}

static struct wheel *open_wheel(
	const struct wheelarg *argument, const struct allowance *allowance, struct inflate *inflate)
{
	struct wheel *wheel = wheel_open(argument->path, argument->filename, allowance, inflate);

	if (argument->bytecode)
		wheel_take_bytecode(wheel, argument->bytecode);
	return wheel;
}

struct wheelset wheelset_open(const struct wheelargs *wheels, const struct allowance *allowance,
	const struct environment *to, struct inflate *inflate)
{
	struct wheelset set = {.count = wheels->count};

	set.wheels = xalloc(set.count, sizeof *set.wheels);
	set.installations = xalloc(set.count, sizeof *set.installations);
	for (size_t i = 0; i < set.count; i++)
		set.wheels[i] = open_wheel(&wheels->list[i], allowance, inflate);
	qsort(set.wheels, set.count, sizeof *set.wheels, by_name);
	for (size_t i = 0; i < set.count; i++) {
		if (i > 0 && by_name(&set.wheels[i - 1], &set.wheels[i]) == 0)
			die(EXIT_NO, "%s and %s are both %s", set.wheels[i - 1]->zip.subject,
				set.wheels[i]->zip.subject, set.wheels[i]->name);
		set.installations[i] = install_wheel(set.wheels[i], to, inflate);
	}
	return set;
}

void wheelset_free(struct wheelset *set)
{
	for (size_t i = 0; i < set->count; i++) {
		installation_free(&set->installations[i]);
		wheel_close(&set->wheels[i]);
	}
	cleanup_free(&set->installations);
	cleanup_free(&set->wheels);
}

/* --- what is said of them ---------------------------------------------------- */

json_t *wheelset_annotations(const struct wheelset *set, unsigned part, unsigned parts)
{
	_cleanup_(text_free) struct text wheels = {0};
	json_t *json = json_object();

	for (size_t i = 0; i < set->count; i++)
		text_printf(&wheels, "%s%s %s", i > 0 ? ", " : "", set->wheels[i]->name,
			set->wheels[i]->version);
	json_object_set_new(json, "mk.pylock.wheels", json_string(text_string(&wheels)));
	if (parts > 1) {
		_cleanup_free_ char *text = xprintf("%u/%u", part, parts);

		json_object_set_new(json, "mk.pylock.part", json_string(text));
	}
	return json;
}

json_t *wheelset_distributions(const struct wheelset *set, struct inflate *inflate)
{
	json_t *json = json_array();

	for (size_t i = 0; i < set->count; i++) {
		const struct wheel *wheel = set->wheels[i];
		_cleanup_(text_free) struct text text = inflate_read(
			inflate, &wheel->zip, wheel_find_info(wheel, "METADATA"), MAX_METADATA);

		json_array_append_new(json, metadata_json(text_string(&text), text.length));
	}
	return json;
}

json_t *wheelset_flaws(const struct wheelset *set)
{
	json_t *json = json_array(), *flaw;
	size_t j;

	for (size_t i = 0; i < set->count; i++) {
		_cleanup_json_ json_t *of_wheel = flaws_json(set->wheels[i]->flaws);

		json_array_foreach (of_wheel, j, flaw) {
			json_object_set_new(flaw, "name", json_string(set->wheels[i]->name));
			json_array_append(json, flaw);
		}
	}
	return json;
}
