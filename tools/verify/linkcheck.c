/* SPDX-License-Identifier: MIT */
#include "verify/linkcheck.h"

#include <ctype.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "verify/nameset.h"

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
