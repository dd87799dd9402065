/* SPDX-License-Identifier: MIT */
#include "verify/linkcheck.h"

#include <ctype.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "verify/nameset.h"

enum { MOST_NAMES = 4 };

static const char *of(const char *owner)
{
	return owner ? owner : "the base";
}

/* --- symbols and their versions ------------------------------------------------------ */

static void check_versions(const struct linkage *linkage, const struct object *object)
{
	const char *where = linkage->subject->where;
	json_t *lacks = json_get_array(object->json, "lacks", where), *lack;
	size_t index;

	json_array_foreach (lacks, index, lack) {
		const char *library = json_want_string(lack, "library", where);
		const char *version = json_want_string(lack, "version", where);
		_cleanup_free_ char *subject = xprintf("%s/%s", library, version);

		report_finding(linkage->report,
			(.check = "version", .package = object->owner, .subject = subject,
				.todo = "take a base with a newer one, or a package that was built "
					"for this"),
			"%s: %s needs %s of %s, which %s does not define", of(object->owner),
			object->base, version, library, json_want_string(lack, "path", where));
	}
}

/* Whether SYMBOL begins with one of PREFIXES and a capital letter. */
static bool begins_with(const char *symbol, const char *const *prefixes, const char *also)
{
	for (; *prefixes; prefixes++) {
		char next = starts_with(symbol, *prefixes) ? symbol[strlen(*prefixes)] : '\0';

		if (next && (isupper((unsigned char)next) || strchr(also, next)))
			return true;
	}
	return false;
}

/* What CUDA's driver libraries define: cuLaunchKernel, nvmlInit_v2. */
static bool is_of_driver(const char *symbol)
{
	static const char *const prefixes[] = {"cu", "nvml", "nvPTXCompiler", NULL};

	return begins_with(symbol, prefixes, "");
}

/* What the interpreter defines. */
static bool is_of_python(const char *symbol)
{
	static const char *const prefixes[] = {"Py", "_Py", NULL};

	return begins_with(symbol, prefixes, "_");
}

/* Adds the distributions, other than the object's own, that have one of LIBRARIES. */
static void add_others(const struct linkage *linkage, const struct object *object,
	json_t *libraries, json_t *others)
{
	const char *name;
	json_t *path;

	json_object_foreach (libraries, name, path) {
		const char *owner = json_is_string(path)
					    ? linkage_owner(linkage, json_string_value(path))
					    : NULL;

		if (owner && (!object->owner || strcmp(owner, object->owner) != 0))
			nameset_add(others, owner);
	}
}

/* `it was built for another torch`, when libraries of torch are among those of the object; or NULL.
 */
static char *built_for(const struct linkage *linkage, const struct object *object)
{
	_cleanup_json_ json_t *others = json_object();

	add_others(linkage, object, object->needed, others);
	add_others(linkage, object, object->besides, others);
	_cleanup_free_ const char **names = nameset_sorted(others);
	struct text text = {0};

	for (const char **name = names; *name; name++)
		text_printf(
			&text, "%s%s", text.length ? " or " : "it was built for another ", *name);
	return text.length ? text_take(&text) : NULL;
}

/* Of the undefined symbols those that count. NULL when what is missing may define them, which is a
 * finding itself. The caller frees. */
static json_t *counted_symbols(
	const struct linkage *linkage, const struct object *object, json_t *symbols)
{
	const char *where = linkage->subject->where;
	json_t *absent = json_get_array(object->json, "incomplete", where), *item;
	size_t index;

	json_array_foreach (absent, index, item)
		if (!nameset_has(
			    linkage->driver, want_string(item, "an element of .incomplete", where)))
			return NULL;
	json_t *kept = json_array();

	json_array_foreach (symbols, index, item) {
		const char *symbol = want_string(item, "an element of .undefined.symbols", where);

		if ((linkage->interpreter || !is_of_python(symbol)) &&
			(json_array_size(absent) == 0 || !is_of_driver(symbol)))
			json_array_append(kept, item);
	}
	return kept;
}

static void check_symbols(const struct linkage *linkage, const struct object *object)
{
	const char *where = linkage->subject->where;
	json_t *undefined = json_get_object(object->json, "undefined", where), *item;
	json_t *symbols = undefined ? json_want_array(undefined, "symbols", where) : NULL;
	_cleanup_json_ json_t *kept = symbols ? counted_symbols(linkage, object, symbols) : NULL;
	_cleanup_json_ json_t *names = json_object();
	size_t index;

	if (json_array_size(kept) == 0)
		return;
	json_array_foreach (kept, index, item)
		nameset_add(names, json_string_value(item));
	/* Of very many only some are named. */
	uint64_t count = json_want_size(undefined, "count", where) - json_array_size(symbols) +
			 json_array_size(kept);
	_cleanup_free_ char *counted = plural(count, "symbol"), *shown = nameset_shown(names, 2);
	_cleanup_free_ char *todo = built_for(linkage, object);

	report_finding(linkage->report,
		(.check = "symbol", .package = object->owner, .subject = object->base,
			.todo = todo),
		"%s: %s wants %s that no library in reach defines: %s", of(object->owner),
		object->base, counted, shown);
}

void check_object(const struct linkage *linkage, const struct object *object)
{
	check_versions(linkage, object);
	check_symbols(linkage, object);
}

/* --- libraries ---------------------------------------------------------------------------- */

/* Where a library that is missing can be got; the caller frees. */
static char *hint(const struct linkage *linkage, const char *name)
{
	const char *best = NULL;
	const char *package = json_string_value(json_object_get(linkage->owning, name));

	for (size_t i = 0; i < linkage->count; i++) {
		const struct object *object = &linkage->objects[i];

		if (object->owner &&
			(strcmp(object->base, name) == 0 ||
				(object->soname && strcmp(object->soname, name) == 0)) &&
			(!best || strcmp(object->owner, best) < 0))
			best = object->owner;
	}
	if (best)
		return xprintf("%s has one: import it first", best);
	return package ? xprintf("add PYLOCK_APT += %s", package)
		       : xstrdup("no package that is known has it");
}

/* Reports that the objects NUMBERS, all of the distribution OWNER, lack the library NAME. */
static void find_missing(
	const struct linkage *linkage, const char *owner, const char *name, json_t *numbers)
{
	const struct object *first =
		&linkage->objects[json_integer_value(json_array_get(numbers, 0))];
	const char *besides = json_string_value(json_object_get(first->besides, name));
	_cleanup_json_ json_t *files = json_object();
	size_t index;
	json_t *number;

	json_array_foreach (numbers, index, number)
		nameset_add(files, linkage->objects[json_integer_value(number)].base);
	_cleanup_free_ char *shown = nameset_shown(files, MOST_NAMES);

	if (besides) {
		const char *has = of(linkage_owner(linkage, besides));
		_cleanup_free_ char *todo = xprintf("import %s first", has);

		report_finding(linkage->report,
			(.check = "order", .package = owner, .subject = name, .todo = todo),
			"%s: %s needs %s, which only %s has, and does not require it", of(owner),
			shown, name, has);
	} else {
		_cleanup_free_ char *todo = hint(linkage, name);

		report_finding(linkage->report,
			(.check = "library", .package = owner, .subject = name, .todo = todo),
			"%s: %s needs %s, which is not in the image", of(owner), shown, name);
	}
}

void check_libraries(const struct linkage *linkage)
{
	_cleanup_json_ json_t *missing = json_object();

	for (size_t i = 0; i < linkage->count; i++) {
		const struct object *object = &linkage->objects[i];
		_cleanup_json_ json_t *lacking = json_object();
		const char *name;
		json_t *value;

		if (!object->counts || object->choice || !linkage_lacking(linkage, object, lacking))
			continue;
		json_t *of_owner = namemap_set(missing, object->owner ? object->owner : NOBODY);

		json_object_foreach (lacking, name, value)
			json_array_append_new(
				namemap_list(of_owner, name), json_integer((json_int_t)i));
	}
	_cleanup_free_ const char **owners = nameset_sorted(missing);

	for (const char **owner = owners; *owner; owner++) {
		json_t *libraries = json_object_get(missing, *owner);
		_cleanup_free_ const char **names = nameset_sorted(libraries);

		for (const char **name = names; *name; name++)
			find_missing(linkage, strcmp(*owner, NOBODY) == 0 ? NULL : *owner, *name,
				json_object_get(libraries, *name));
	}
}

void check_opened(const struct linkage *linkage)
{
	const char *where = linkage->where_opened;
	_cleanup_json_ json_t *present = json_object();
	size_t index, index2, index3;
	json_t *row, *choice, *item;

	for (size_t i = 0; i < linkage->count; i++)
		if (linkage->objects[i].owner)
			nameset_add(present, linkage->objects[i].owner);
	json_array_foreach (linkage->opened, index, row) {
		const char *owner = json_want_string(row, "distribution", where);
		json_t *opens = json_get_array(row, "opens", where);

		if (!nameset_has(present, owner) && !nameset_has(linkage->requires, owner))
			continue;
		json_array_foreach (opens, index2, choice) {
			bool found = false;

			json_array_foreach (choice, index3, item) {
				const char *name = want_string(item, "an element of .opens", where);

				found |= nameset_has(linkage->names, name) ||
					 nameset_has(linkage->driver, name);
			}
			if (found || json_array_size(choice) == 0)
				continue;
			const char *first = json_string_value(json_array_get(choice, 0));
			_cleanup_free_ char *todo = hint(linkage, first),
					    *all = joined(choice, " or ");

			report_finding(linkage->report,
				(.check = "library", .package = owner, .subject = first,
					.todo = todo),
				"%s opens %s, which is not in the image: %s [%s]", owner, all,
				json_want_string(row, "why", where),
				json_want_string(row, "source", where));
		}
	}
}
